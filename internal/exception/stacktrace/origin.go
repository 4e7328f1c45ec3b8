package stacktrace

import "github.com/tidemark-otel/tidemark/internal/exception"

// Origin says whose code a frame is and by which rule. The rules stand with each runtime.
type Origin uint8

// The origins. Those up to OriginTypedIn are the application's.
const (
	OriginUnknown Origin = iota
	// OriginApplication: no rule of the runtime says anything else.
	OriginApplication
	// OriginTypedIn: evaluated from a prompt, a string or a notebook.
	OriginTypedIn

	OriginKnownLibrary     // by its package prefix, which is in the list of the runtime
	OriginStandardLibrary  // comes with the language
	OriginInstalledPackage // in the folder of the package manager
	OriginModuleCache      // in the cache of modules, or with a version in its path
	OriginVendored         // in a vendor folder
	OriginRuntime          // the machinery that runs the program: native code, a panic
	OriginPlatform         // where the program is hosted
	OriginGenerated        // made at run time or by the compiler
	OriginBundler          // put in when the program was packed
	OriginExtension        // of the browser
	OriginNoFile           // the frame names none
)

var originNames = [...]string{
	OriginUnknown:          "unknown",
	OriginApplication:      "application",
	OriginTypedIn:          "typed_in",
	OriginKnownLibrary:     "known_library",
	OriginStandardLibrary:  "standard_library",
	OriginInstalledPackage: "installed_package",
	OriginModuleCache:      "module_cache",
	OriginVendored:         "vendored",
	OriginRuntime:          "runtime",
	OriginPlatform:         "platform",
	OriginGenerated:        "generated",
	OriginBundler:          "bundler",
	OriginExtension:        "browser_extension",
	OriginNoFile:           "no_file",
}

// String returns the name of the rule, as explanations and the API show it.
func (o Origin) String() string {
	if int(o) >= len(originNames) {
		return "unknown"
	}
	return originNames[o]
}

// InApp says that the code belongs to the application.
func (o Origin) InApp() bool { return o == OriginApplication || o == OriginTypedIn }

// LeftOut says why a frame says nothing about the error, whoever's code it is.
type LeftOut uint8

// The reasons. NotLeftOut is none.
const (
	NotLeftOut        LeftOut = iota
	LeftOutAnonymous          // nothing that stays the same identifies it
	LeftOutReflection         // a reflective call, which the runtime replaces by a generated one
	LeftOutGenerated          // a lambda or proxy class, whose name is new in each process
	LeftOutInlined            // a frame that newer versions of the language do not make
	LeftOutScheduler          // what starts and ends a thread of the program
	LeftOutWrapper            // what makes, wraps, checks, logs or records errors, at the crash end
)

var leftOutNames = [...]string{
	NotLeftOut:        "",
	LeftOutAnonymous:  "nothing_identifies_it",
	LeftOutReflection: "reflective_call",
	LeftOutGenerated:  "generated_class",
	LeftOutInlined:    "version_dependent",
	LeftOutScheduler:  "scheduler",
	LeftOutWrapper:    "wrapper_or_logger",
}

// String returns the reason as explanations and the API show it, "" for NotLeftOut.
func (l LeftOut) String() string {
	if int(l) >= len(leftOutNames) {
		return "unknown"
	}
	return leftOutNames[l]
}

// Origin says whose code a frame of this trace is. Parse sets Frame.InApp by the same rule.
func (t *Trace) Origin(f *exception.Frame) Origin {
	if t.runtime == nil {
		return OriginUnknown
	}
	return t.runtime.originOf(f)
}

// LeftOut says why AppendIdentity appends nothing for a frame, NotLeftOut when it does.
func (t *Trace) LeftOut(f *exception.Frame) LeftOut {
	if t.runtime != nil && t.runtime.leftOut != nil {
		if why := t.runtime.leftOut(f); why != NotLeftOut {
			return why
		}
	}
	var scratch [256]byte
	if len(t.AppendIdentity(scratch[:0], f)) == 0 {
		return LeftOutAnonymous
	}
	return NotLeftOut
}

// Omits says in words which lines of the text Parse made no frames of, "" for none.
func (t *Trace) Omits() string {
	if t.runtime == nil {
		return ""
	}
	return t.runtime.omits
}
