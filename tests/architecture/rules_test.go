package architecture

import "strings"

// edge says which packages of this module a package may import. Paths are relative to the module;
// "a/..." is a and everything below it. The first edge that matches the importer decides.
type edge struct {
	from string
	to   []string
	why  string
}

var edges = []edge{
	// The wings. Each can be read, tested and replaced without the others.
	{"internal/exception", nil,
		"the nouns of an error are what all others share, so they share nothing"},
	{"internal/exception/...", []string{"internal/exception/..."},
		"what an error is does not depend on what is done about it"},
	{"internal/detect/report", nil,
		"the words of a finding are what all detectors share, so they share nothing"},
	{"internal/detect/...", []string{"internal/detect/..."},
		"a detector sees numbers and times, never an error or an issue"},
	{"internal/issue/attribution/...", []string{"internal/issue/...", "internal/exception", "internal/detect/evidence"},
		"to blame a release is to weigh evidence"},
	{"internal/issue/...", []string{"internal/issue/...", "internal/exception"},
		"an issue is told in the nouns of an error; how that error was parsed and grouped is not its business"},

	// Where the wings meet, and the doors.
	{"internal/engine/...", []string{"internal/engine/...", "internal/exception/...", "internal/detect/...", "internal/issue/...", "internal/wire/event"},
		"the engine composes the wings and writes the issue document; it knows no protocol"},
	{"internal/api/...", []string{"internal/api/...", "internal/engine/...", "internal/issue/...", "internal/exception", "internal/exception/explain", "internal/wire/api", "internal/wire/event"},
		"the API asks the engine and answers in our own wire types; to explain needs no engine, it is a function of the error"},
	{"internal/wire/event", []string{"internal/exception", "internal/issue"},
		"the issue document is made of the nouns and of nothing else"},
	{"internal/wire/api", []string{"internal/exception", "internal/exception/explain", "internal/issue", "internal/wire/event", own},
		"our own JSON has the nouns of our own explanations beside those of issues"},
	{"internal/wire/otlp/...", []string{"internal/exception", "internal/exception/template", "internal/issue", "internal/wire/event", own},
		"operations that differ in an id only have one name, as messages have: by the same templates"},
	{"internal/wire/...", []string{"internal/exception", "internal/issue", "internal/wire/event", "internal/wire/delivery", own},
		"a wire format translates nouns; it decides nothing and knows no other format"},

	// What is built from them.
	{"receivers/...", []string{"internal/...", "extensions/issuetrackerextension", own},
		"components meet in the issue tracker only, so that a distribution can leave any of them out"},
	{"processors/...", []string{"internal/...", "extensions/issuetrackerextension", "processors/internal/...", own},
		"components meet in the issue tracker only, so that a distribution can leave any of them out"},
	{"exporters/...", []string{"internal/...", "extensions/issuetrackerextension", own},
		"components meet in the issue tracker only, so that a distribution can leave any of them out"},
	{"extensions/...", []string{"internal/...", own},
		"the tracker does not know who uses it"},
	{"cmd/...", []string{"internal/...", own},
		"a command is no component"},
	{"tests/...", []string{"..."},
		"tests may see everything, and nobody may see them"},
}

// own in a list of targets stands for the folder of the importing component or door and everything below it.
const own = "<own folder>"

// outside says which packages of other modules and of the standard library a package must not import.
type outside struct {
	from   string
	except []string
	deny   []string
	allow  []string // exceptions from deny
	why    string
}

var outsides = []outside{
	{from: "internal/wire/otlp/...", deny: []string{"go.opentelemetry.io/collector/..."}, allow: []string{"go.opentelemetry.io/collector/pdata/..."},
		why: "the translation from OTLP needs the data and not the machine around it"},
	{from: "internal/...", except: []string{"internal/wire/otlp/..."}, deny: []string{"go.opentelemetry.io/collector/..."},
		why: "only wire/otlp knows pdata, and only components know the Collector: the rest runs in tests, the demo and the command as it is"},
	{from: "...", except: []string{"internal/issue/store/...", "tests/..."}, deny: []string{"database/sql/...", "modernc.org/sqlite/...", "github.com/jackc/pgx/..."},
		why: "how state is kept is known in one place"},
	{from: "internal/exception/...", deny: effects, allow: pure, why: noEffects},
	{from: "internal/detect/...", deny: effects, allow: pure, why: noEffects},
	{from: "internal/issue/...", except: []string{"internal/issue/store/..."}, deny: effects, allow: pure, why: noEffects},
}

// pure are packages below those of effects that have none.
var pure = []string{"net/netip", "net/url"}

const noEffects = "domain code is a function of values: it logs nothing and does no I/O"

var effects = []string{"log/...", "net/...", "os/...", "syscall/...", "go.uber.org/zap/..."}

// unreachable packages must not be imported directly or by way of others.
var unreachable = []edge{
	{"cmd/tidemark", []string{"internal/issue/store/..."},
		"the command talks to the API, never to the database file"},
}

// matches reports whether path is what pattern says.
func matches(pattern, path string) bool {
	if pattern == "..." {
		return true
	}
	if prefix, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == prefix || strings.HasPrefix(path, prefix+"/")
	}
	return path == pattern
}

func matchesAny(patterns []string, path string) bool {
	for _, p := range patterns {
		if matches(p, path) {
			return true
		}
	}
	return false
}
