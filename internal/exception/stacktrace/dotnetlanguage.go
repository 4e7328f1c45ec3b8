package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// .NET Framework prints its stack traces in the language of Windows:
//
//	   à Acme.Orders.Place(Int32 n) dans C:\src\Orders.cs:ligne 12
//	   bei Acme.Orders.Place(Int32 n) in C:\src\Orders.cs:Zeile 12.
//	   위치: Acme.Orders.Place(Int32 n) 파일 C:\src\Orders.cs:줄 12
//	   --- Fin de la trace de la pile d'exception interne ---
//
// The translations of "at" are listed; what follows the parameters is read in any language.

// cutDotnetAt takes a translation of "at" off a line. One of letters that English is written with needs an
// indentation, or prose would be taken for it.
func cutDotnetAt(line string, indent int) (call string, ok bool) {
	end := strings.IndexByte(line[:min(len(line), len("kohteessa "))], ' ')
	if end < 1 || indent == 0 && line[0] < 0x80 {
		return line, false
	}
	switch line[:end] {
	case "à", "bei", "bij", "em", "en", "hely:", "in", "kohteessa", "konum:", "v", "ved", "vid", "w", "σε", "в", "在", "場所", "於", "위치:":
		return line[end+1:], true
	}
	return line, false
}

// dotnetTranslatedFrame reads a frame of a language other than English. Only .NET Framework translates, which
// prints no space before the parameters.
func dotnetTranslatedFrame(f *exception.Frame, line string, indent int) bool {
	call, ok := cutDotnetAt(line, indent)
	if !ok {
		return false
	}
	if open := strings.IndexByte(call, '('); open <= 0 || call[open-1] == ' ' {
		return false
	}
	return dotnetCall(f, dotnetEnd.trimEnd(trimBlanks(call)), true, true)
}

// findTranslatedDotnet returns the offset of the first frame of a language other than English; -1 when there is none.
func findTranslatedDotnet(text string) int {
	l := lines{text: text}
	for {
		line, ok := l.scan()
		if !ok {
			return -1
		}
		trimmed, indent := unindent(line)
		if dotnetTranslatedFrame(&exception.Frame{}, trimmed, indent) {
			return l.at
		}
	}
}

// dotnetTranslatedPlace takes the words around the place off: "dans C:\src\Orders.cs:ligne 12", and in Turkish
// and Hungarian "C:\src\Orders.cs içinde: satır 12" and "hely: C:\src\Orders.cs, sor: 12". It returns
// "C:\src\Orders.cs:12".
func dotnetTranslatedPlace(f *exception.Frame, rest string) bool {
	at := len(rest)
	for at > 0 && (isDigit(rest[at-1]) || rest[at-1] == '.') { // German ends with a dot
		at--
	}
	n, ok := number(strings.TrimRight(rest[at:], "."))
	colon := strings.LastIndexByte(rest[:at], ':')
	if !ok || colon < 0 {
		return false
	}
	place := strings.TrimPrefix(rest[:colon], " ")
	if before, _, hungarian := strings.Cut(place, ", "); hungarian {
		place = before
	}
	word, file, spaced := strings.Cut(place, " ")
	switch {
	case spaced && lastSlash(word) >= 0:
		file = place[:strings.LastIndexByte(place, ' ')]
	case !spaced:
		return false
	}
	f.File, f.Line = file, n
	return true
}
