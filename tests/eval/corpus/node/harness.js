// Runs the programs of jobs.json and prints what call sites say beside what V8 prints.
'use strict'
const fs = require('node:fs')
const util = require('node:util')

function called (site) {
  const name = site.getFunctionName()
  if (!name) return site.isConstructor() ? '<anonymous>' : anonymous(site)
  if (site.isToplevel() || site.isConstructor() || site.isAsync() || site.isPromiseAll()) return name
  const type = site.getTypeName()
  return type && !name.startsWith(type) ? `${type}.${name}` : name
}

function anonymous (site) {
  if (site.isToplevel() || site.isAsync() || !site.getTypeName()) return '<anonymous>'
  return `${site.getTypeName()}.<anonymous>`
}

function frame (site) {
  const file = site.getFileName() || site.getScriptNameOrSourceURL()
  if (site.isNative() || !file) return { function: called(site) }
  return { function: called(site), file, line: site.getLineNumber(), column: site.getColumnNumber() }
}

const sites = new WeakMap()

function truth (error) {
  void error.stack
  const known = sites.get(error) || []
  return {
    type: error.name,
    message: error.message,
    frames: known.map(frame),
    frame_count: known.length,
    order: 'innermost_first'
  }
}

async function fail (job) {
  const program = require(job.file)
  Object.assign(program.state, { site: job.site, depth: job.depth })
  try {
    await program.run(job.order)
  } catch (error) {
    return error
  }
  throw new Error(`${job.program} did not fail`)
}

async function run (job) {
  Error.prepareStackTrace = undefined
  const printed = await fail(job)
  const text = job.chained ? util.inspect(printed) : printed.stack
  Error.prepareStackTrace = (error, known) => {
    sites.set(error, known)
    return String(error)
  }
  let error = await fail(job)
  const outcome = truth(error)
  outcome.causes = []
  while (job.chained && (error = error.cause)) outcome.causes.push(truth(error))
  Error.prepareStackTrace = undefined
  console.log(JSON.stringify({ ...outcome, program: job.program, site: job.site, text }))
}

async function main () {
  Error.stackTraceLimit = 30
  for (const job of JSON.parse(fs.readFileSync(process.argv[2]))) await run(job)
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
