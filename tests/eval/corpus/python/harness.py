"""Runs the programs of jobs.json and prints what traceback objects say beside what traceback prints."""

import importlib.util
import json
import sys
import traceback


def type_name(error):
    cls = type(error)
    return cls.__qualname__ if cls.__module__ in ("builtins", "__main__") else f"{cls.__module__}.{cls.__qualname__}"


def frames(tb):
    found = []
    while tb is not None:
        code = tb.tb_frame.f_code
        found.append({"function": code.co_name, "file": code.co_filename, "line": tb.tb_lineno})
        tb = tb.tb_next
    return found


def describe(error):
    found = frames(error.__traceback__)
    return {
        "type": type_name(error),
        "message": str(error),
        "frames": found,
        "frame_count": len(found),
        "order": "outermost_first",
    }


def below(error):
    if error.__cause__ is not None:
        return error.__cause__
    return None if error.__suppress_context__ else error.__context__


def chain(error):
    """Describes an error with its causes, and the members of all that are groups."""
    errors = []
    while error is not None:
        outcome = describe(error)
        if isinstance(error, BaseExceptionGroup):
            outcome["members"] = [chain(member) for member in error.exceptions]
        errors.append(outcome)
        error = below(error)
    return {**errors[0], "causes": errors[1:]}


def run(job):
    spec = importlib.util.spec_from_file_location(job["file"].rsplit("/", 1)[1][:-3], job["file"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.SITE, module.DEPTH, module.MEMBERS = job["site"], job["depth"], job["members"]
    try:
        getattr(module, job["entry"])(job["order"])
    except Exception as error:
        outcome = chain(error)
        outcome.update(program=job["program"], site=job["site"], text=traceback.format_exc())
        print(json.dumps(outcome))
    else:
        sys.exit(f"{job['program']} did not fail")


sys.path.insert(0, sys.argv[2])
for each in json.load(open(sys.argv[1])):
    run(each)
