package stacktrace

import (
	"bytes"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// goIdentity is "module.function" without closure numbers, type arguments, vendor folder and
// major version.
func goIdentity(dst []byte, f *exception.Frame) []byte {
	module := f.Module
	if i := strings.LastIndex(module, "/vendor/"); i >= 0 {
		module = module[i+len("/vendor/"):]
	}
	start := len(dst)
	for module != "" {
		element, rest, more := strings.Cut(module, "/")
		module = rest
		if isGoMajorVersion(element) && len(dst) > start {
			continue
		}
		if len(dst) > start {
			dst = append(dst, '/')
		}
		dst = append(dst, element...)
		if !more {
			break
		}
	}
	if len(dst) > start {
		dst = append(dst, '.')
	} else {
		dst = append(append(dst, base(f.File)...), ':')
	}
	return appendGoFunction(dst, f.Function)
}

func isGoMajorVersion(element string) bool {
	if len(element) < 2 || element[0] != 'v' {
		return false
	}
	_, ok := number(element[1:])
	return ok
}

// appendGoFunction normalises "(*List[...]).Each.func1.2" to "(*List).Each".
//
// A closure is named after the function it was compiled into and every function that was inlined on the
// way, "Run.(*Orders).Place.func1", so that its name depends on what the compiler inlined: of a closure
// counts the last of them. A method without a star, "Order.Place.func1", looks the same as one function
// inlined into another, so its closures count without the type.
func appendGoFunction(dst []byte, name string) []byte {
	enclosing := withoutClosures(name)
	start := len(dst)
	depth := 0
	for i := range len(enclosing) {
		switch c := enclosing[i]; {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth <= 0:
			dst = append(dst, c)
		}
	}
	if len(enclosing) < len(name) && !strings.HasSuffix(name, "-fm") {
		return append(dst[:start], lastGoFunction(dst[start:])...)
	}
	return dst
}

// lastGoFunction returns "(*Orders).Place" of "Run.(*Orders).Place" and "take" of "Run.take".
func lastGoFunction(name []byte) []byte {
	dot := bytes.LastIndexByte(name, '.')
	if dot <= 0 || dot == len(name)-1 { // "glob."
		return name
	}
	if name[dot-1] == ')' {
		if open := bytes.LastIndex(name[:dot], []byte("(*")); open >= 0 {
			return name[open:]
		}
	}
	return name[dot+1:]
}

// withoutClosures drops what the compiler appends to the name of the enclosing function: ".func1",
// ".2", ".gowrap1", ".deferwrap2", "-fm", "-range1", "·001".
func withoutClosures(name string) string {
	for {
		trimmed := strings.TrimRight(name, "0123456789")
		switch {
		case strings.HasSuffix(name, "-fm"):
			name = name[:len(name)-len("-fm")]
			continue
		case trimmed == name:
			return name
		}
		cut := ""
		for _, suffix := range [...]string{".func", ".gowrap", ".deferwrap", "-range", "·", "."} {
			if strings.HasSuffix(trimmed, suffix) {
				cut = suffix
				break
			}
		}
		if cut == "" || len(trimmed) == len(cut) {
			if trimmed == "func·" || trimmed == "func" {
				return "func"
			}
			return name
		}
		name = trimmed[:len(trimmed)-len(cut)]
	}
}
