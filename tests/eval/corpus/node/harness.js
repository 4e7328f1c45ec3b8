// Runs the programs of jobs.json and prints what call sites say beside what V8 prints.
'use strict'
const fs = require('node:fs')
const util = require('node:util')

function frame (site) {
  const name = site.getFunctionName() || '<anonymous>'
  const file = site.getFileName() || site.getScriptNameOrSourceURL()
  if (site.isNative() || !file) return { function: name }
  return { function: name, file, line: site.getLineNumber(), column: site.getColumnNumber() }
}

const sites = new WeakMap()

// typeName is what V8 prints, or inspect, which prints the class of an error that has no name of its own.
function typeName (error, inspected) {
  return inspected && error.name === 'Error' ? error.constructor.name : error.name
}

function truth (error, inspected) {
  void error.stack
  const known = sites.get(error) || []
  return {
    type: typeName(error, inspected),
    message: error.message,
    frames: known.map(frame),
    frame_count: known.length,
    order: 'innermost_first'
  }
}

// chain describes an error with its causes, and the members of all that are groups.
function chain (error, chained) {
  const outcome = truth(error, chained)
  outcome.causes = []
  if (!chained) return outcome
  if (error.errors) outcome.members = error.errors.map(member => chain(member, true))
  if (error.cause) {
    const cause = chain(error.cause, true)
    outcome.causes = [cause, ...cause.causes]
    cause.causes = []
  }
  return outcome
}

async function fail (job) {
  const program = require(job.file)
  Object.assign(program.state, { site: job.site, depth: job.depth, members: job.members })
  try {
    await program.run(job.order)
  } catch (error) {
    return error
  }
  throw new Error(`${job.program} did not fail`)
}

async function run (job) {
  const failed = []
  for (const prepare of [undefined, remember]) {
    await null
    Error.prepareStackTrace = prepare
    failed.push(await fail(job))
  }
  const [printed, error] = failed
  const outcome = chain(error, job.chained || job.members !== '')
  Error.prepareStackTrace = undefined
  const text = job.members ? util.inspect(printed, { depth: 5 }) : job.chained ? util.inspect(printed) : printed.stack
  Error.prepareStackTrace = remember
  console.log(JSON.stringify({ ...outcome, program: job.program, site: job.site, text }))
}

function remember (error, known) {
  sites.set(error, known)
  return String(error)
}

async function main () {
  Error.stackTraceLimit = 30
  for (const job of JSON.parse(fs.readFileSync(process.argv[2]))) await run(job)
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
