package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

const (
	phpMain     = "{main}"
	phpInternal = "[internal function]"
)

// phpFrame reads "#0 /app/orders.php(12): Acme\Stock->take('tea')", "#1 [internal function]: f()" and
// "#2 {main}". n is the number of the frame.
func phpFrame(f *exception.Frame, line string) (n int, ok bool) {
	if !strings.HasPrefix(line, "#") {
		return 0, false
	}
	line = line[1:]
	end := digits(line)
	if n, ok = number(line[:end]); !ok || end == len(line) || line[end] != ' ' {
		return 0, false
	}
	rest, _ := unindent(line[end:])
	*f = exception.Frame{}
	if strings.HasPrefix(rest, phpMain) && trimBlanks(rest) == phpMain {
		f.Function = phpMain
		return n, true
	}
	call, internal := strings.CutPrefix(rest, phpInternal+": ")
	if internal {
		f.File = phpInternal
	} else if call, ok = phpPlace(f, rest); !ok {
		return 0, false
	}
	f.Function = phpFunction(call)
	return n, f.Function != ""
}

// phpPlace reads "/app/orders.php(12): " and returns what follows.
func phpPlace(f *exception.Frame, text string) (call string, ok bool) {
	const after = "): "
	end := strings.Index(text, after)
	if end < 0 {
		return "", false
	}
	open := end
	for open > 0 && isDigit(text[open-1]) {
		open--
	}
	if open < 2 || text[open-1] != '(' {
		return "", false
	}
	f.File = text[:open-1]
	f.Line, ok = number(text[open:end])
	return text[end+len(after):], ok
}

// phpFunction takes the arguments off "Acme\Orders->place('tea')".
func phpFunction(call string) string {
	for i := range len(call) {
		if !phpNameStops[call[i]] {
			continue
		}
		switch call[i] {
		case '(':
			return call[:i]
		case ' ', '"':
			return ""
		case '{', '@': // where something without a name was written may have any bytes
			end := phpPlacesEnd(call)
			open := strings.IndexByte(call[end:], '(')
			if open < 0 || strings.ContainsAny(call[end:end+open], " \"") {
				return ""
			}
			return call[:end+open]
		}
	}
	return ""
}

var phpNameStops = [256]bool{'(': true, ' ': true, '"': true, '{': true, '@': true}

// phpOTelFrame reads "at Acme.Orders.place(orders.php:12)".
func phpOTelFrame(line string) (f exception.Frame, ok bool) {
	line, ok = strings.CutPrefix(strings.TrimRight(line, " \t"), "at ")
	open := strings.LastIndexByte(line, '(')
	if !ok || open <= 0 || !strings.HasSuffix(line, ")") {
		return f, false
	}
	f.Function = line[:open]
	if strings.ContainsAny(f.Function[phpPlacesEnd(f.Function):], " /") {
		return f, false
	}
	place := line[open+1 : len(line)-1]
	if place == "Unknown Source" {
		return f, true
	}
	f.File, f.Line, _ = cutNumber(place)
	return f, !strings.ContainsAny(place, " ()") && !strings.HasSuffix(f.File, ".java") && !strings.HasSuffix(f.File, ".kt")
}

// isPHP says that a frame of the OpenTelemetry form cannot be of another runtime.
func isPHP(f *exception.Frame) bool { return f.Function == phpMain || isPHPFile(f.File) }

func isPHPFile(file string) bool { return strings.HasSuffix(file, ".php") }

// phpLibraries are the namespaces that are not the application's, where only the base of a file is known.
var phpLibraries = setOf(`
Symfony Illuminate Laravel Doctrine Twig GuzzleHttp Monolog Psr PHPUnit OpenTelemetry Composer Slim Laminas Zend Yiisoft Cake
CodeIgniter Predis League Nette Ramsey Carbon Aws Google Sentry Livewire Inertia Filament Spatie Swoole Hyperf Spiral Amp React
`)

// phpOrigin knows installed packages, PHP itself, and what was compiled from a template.
func phpOrigin(f *exception.Frame) Origin {
	file := f.File
	switch {
	case f.Function == phpMain && file == "":
		return OriginApplication
	case file == "":
		return OriginNoFile
	case file == phpInternal:
		return OriginRuntime
	case strings.IndexByte(file, '/') < 0 && strings.IndexByte(file, '\\') < 0:
		first, _, _ := strings.Cut(f.Function, ".")
		if _, library := phpLibraries[first]; library {
			return OriginKnownLibrary
		}
		return OriginApplication
	}
	if origin := originByPart(file, phpParts); origin != OriginUnknown {
		return origin
	}
	return OriginApplication
}

var phpParts = []originRule{
	{"phar://", OriginInstalledPackage}, {"/vendor/", OriginVendored}, {`\vendor\`, OriginVendored},
	{"/usr/share/php", OriginInstalledPackage}, {"/usr/share/pear/", OriginInstalledPackage},
	{"/wp-includes/", OriginPlatform}, {"/wp-admin/", OriginPlatform},
	{"/storage/framework/", OriginGenerated}, {"/var/cache/", OriginGenerated}, {"eval()'d code", OriginGenerated},
}
