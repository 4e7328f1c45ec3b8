# Runs the programs of jobs.json and prints what backtrace_locations says beside what full_message prints.
require 'json'

def describe(error)
  frames = (error.backtrace_locations || []).map do |l|
    { function: l.label, file: l.path, line: l.lineno }
  end
  { type: error.class.name, message: error.message, frames: frames, frame_count: frames.size, order: 'innermost_first' }
end

def run(job)
  require job['file']
  program = Object.const_get(job['class'])
  program.site = job['site']
  program.depth = job['depth']
  begin
    program.run(job['order'])
  rescue StandardError => e
    causes = []
    cause = e
    causes << describe(cause) while (cause = cause.cause)
    text = e.full_message(highlight: false, order: :top)
    puts JSON.generate(describe(e).merge(program: job['program'], site: job['site'], causes: causes, text: text))
  else
    abort "#{job['program']} did not fail"
  end
end

$LOAD_PATH.unshift(File.expand_path(ARGV[1]))
JSON.parse(File.read(ARGV[0])).each { |job| run(job) }
