package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// addr2line reads "0x401136: take at /src/stock.c:7" and "(inlined by) take at /src/stock.c:7".
func addr2line(line string) (f exception.Frame, ok bool) {
	line = strings.TrimPrefix(line, "(inlined by) ")
	if strings.HasPrefix(line, "0x") {
		_, line, _ = strings.Cut(line, ": ")
	}
	at := strings.LastIndex(line, " at ")
	if at <= 0 {
		return f, false
	}
	place, _, _ := strings.Cut(line[at+len(" at "):], " (discriminator ")
	if !readPosition(&f, place) || !isNativeSource(f.File) {
		return f, false
	}
	if f.File == "??" {
		f.File = ""
	}
	if f.Function = line[:at]; f.Function == "??" {
		f.Function = ""
	}
	return f, sourceAt(line[:at]) < 0
}

// addr2linePair reads a line with a function, and one with its place.
func addr2linePair(function, place string) (f exception.Frame, ok bool) {
	place, _, _ = strings.Cut(place, " (discriminator ")
	if function == "" || !readPosition(&f, place) || !isNativeSource(f.File) || strings.ContainsAny(f.File, " (") {
		return f, false
	}
	if name, _, spaced := strings.Cut(function, " "); spaced && !strings.ContainsAny(name, "(<") {
		return f, false // words
	}
	f.Function = function
	return f, true
}

// nativeSources are what the names of source files end in.
var nativeSources = setOf("c cc cpp cxx c++ h hh hpp hxx inl ipp tcc S s m mm swift cu")

func isNativeSource(file string) bool {
	_, source := nativeSources[file[strings.LastIndexByte(file, '.')+1:]]
	return source || file == "??"
}
