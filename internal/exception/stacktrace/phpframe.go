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
func phpFrame(line string) (f exception.Frame, n int, ok bool) {
	if !strings.HasPrefix(line, "#") {
		return f, 0, false
	}
	digits, rest, _ := strings.Cut(line[1:], " ")
	if n, ok = number(digits); !ok {
		return f, 0, false
	}
	rest = strings.TrimSpace(rest)
	if rest == phpMain {
		f.Function = phpMain
		return f, n, true
	}
	call, internal := strings.CutPrefix(rest, phpInternal+": ")
	if internal {
		f.File = phpInternal
	} else {
		place, after, found := strings.Cut(rest, "): ")
		open := strings.LastIndexByte(place, '(')
		if !found || open <= 0 {
			return f, 0, false
		}
		if f.Line, ok = number(place[open+1:]); !ok {
			return f, 0, false
		}
		f.File, call = place[:open], after
	}
	f.Function = phpFunction(call)
	return f, n, f.Function != ""
}

// phpFunction takes the arguments off "Acme\Orders->place('tea')".
func phpFunction(call string) string {
	end := phpPlacesEnd(call)
	open := strings.IndexByte(call[end:], '(')
	if open < 0 || strings.ContainsAny(call[end:end+open], " \"") {
		return ""
	}
	return call[:end+open]
}

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

// phpInApp: not of an installed package, of PHP itself, or compiled from a template.
func phpInApp(f *exception.Frame) bool {
	file := f.File
	if f.Function == phpMain && file == "" {
		return true
	}
	if file == "" || file == phpInternal || strings.HasPrefix(file, "phar://") {
		return false
	}
	if strings.IndexByte(file, '/') < 0 && strings.IndexByte(file, '\\') < 0 {
		first, _, _ := strings.Cut(f.Function, ".")
		_, library := phpLibraries[first]
		return !library
	}
	return !containsAny(file, []string{
		"/vendor/", `\vendor\`, "/usr/share/php", "/usr/share/pear/", "/wp-includes/", "/wp-admin/",
		"/storage/framework/", "/var/cache/", "eval()'d code",
	})
}
