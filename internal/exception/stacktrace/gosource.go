package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Some libraries (go-errors, the recovery of gin) print their frames with the source:
//
//	*errors.errorString no stock
//	/src/shop/stock.go:7 (0x47b1f3)
//		(*Stock).Take: return errors.New("no stock")
//
// The package of a function is not printed; that of the standard library shows in the path.

// goSourcePlace reads "/src/shop/stock.go:7 (0x47b1f3)".
func goSourcePlace(f *exception.Frame, line string) bool {
	open := strings.LastIndexByte(line, '(')
	if open <= 0 || line[open-1] != ' ' || !strings.HasPrefix(line[open:], "(0x") || !strings.HasSuffix(line, ")") ||
		!goPlace(f, line[:open-1]) {
		return false
	}
	for _, root := range [...]string{"/go/src/", "/libexec/src/"} {
		at := strings.Index(f.File, root)
		if at < 0 {
			continue
		}
		module := f.File[at+len(root) : strings.LastIndexByte(f.File, '/')+1]
		first, _, _ := strings.Cut(module, "/")
		if _, standard := goStandard[first]; standard {
			f.Module = strings.TrimSuffix(module, "/")
		}
	}
	return true
}

// goSource reads the line below: "(*Stock).Take: return errors.New("no stock")".
func goSource(f *exception.Frame, line string) bool {
	name, source, ok := strings.Cut(line, ": ")
	if !ok || name == "" || strings.IndexByte(name, ' ') >= 0 {
		return false
	}
	if name != "???" {
		f.Function = name
	}
	f.SourceLine = source
	return true
}

// splitGoSourceHeader splits "*errors.errorString no stock". What stands above an empty line is the request
// that failed.
func splitGoSourceHeader(header string) (typ, message string) {
	for _, empty := range [...]string{"\n\n", "\n\r\n"} {
		if at := strings.LastIndex(header, empty); at >= 0 {
			header = header[at+len(empty):]
		}
	}
	if typ, message, ok := strings.Cut(header, " "); ok && strings.HasPrefix(typ, "*") && strings.Contains(typ, ".") {
		return typ, message
	}
	return "", header
}
