package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// perl reads what die and Carp print:
//
//	no stock for tea at Shop.pm line 2, <STDIN> line 17.
//		Shop::take("tea", ARRAY(0x55a05ec504b8)) called at Shop.pm line 2
//		eval {...} called at shop.pl line 4
//
// A line names the function that was called and the place of the call. Where the header says where
// Perl died, each function gets the place inside it, and the outermost frame is the program itself.
// Perl prints no types.
var perl = runtime{
	name:         "perl",
	languages:    []string{"perl"},
	find:         findPerl,
	parse:        parsePerl,
	origin:       perlOrigin,
	identity:     perlIdentity,
	withoutPlace: withoutPerlPlace,
}

const perlCalled = " called at "

func findPerl(text string) int {
	first := findLine(text, perlCalled[1:], func(line string) bool { return perlFrame(&exception.Frame{}, line) })
	if first <= 0 {
		return first
	}
	return strings.LastIndexByte(text[:first-1], '\n') + 1 // the message stands above
}

func parsePerl(text string) []exception.Exception {
	if !strings.Contains(text, " line ") {
		return nil
	}
	s := section{lines: lines{text: text}}
	var places callPlaces
	message := ""
	var f exception.Frame
	for {
		line, ok := s.lines.scan()
		if !ok {
			break
		}
		trimmed, _ := unindent(line)
		if perlFrame(&f, trimmed) {
			places.move(&f)
			s.frames.add(f)
			continue
		}
		s.note(line)
		if places.known || s.frames.total > 0 {
			continue
		}
		if end, ok := perlPlace(&f, line); ok && s.to > 0 && strings.HasSuffix(trimBlanks(line), ".") {
			places = callPlaces{file: f.File, line: f.Line, known: true}
			message = text[s.from:max(s.lines.at+end, s.from)]
		}
	}
	switch {
	case places.known:
		s.frames.add(exception.Frame{File: places.file, Line: places.line})
	case s.frames.total == 0:
		return nil
	default:
		message = s.header()
	}
	s.close("", strings.TrimSpace(message), innermostFirst)
	return s.links.chain
}

// perlFrame reads `Shop::take("tea") called at Shop.pm line 2`.
func perlFrame(f *exception.Frame, line string) bool {
	place, n := cutPerlLine(line)
	if n < 0 {
		return false
	}
	call, file := cutPerlFile(place)
	call, called := strings.CutSuffix(call, perlCalled)
	if file == "" || call == "" || !called {
		return false
	}
	*f = exception.Frame{Function: call, File: file, Line: n}
	if strings.HasPrefix(f.Function, "eval ") || strings.HasPrefix(f.Function, "require ") {
		return true
	}
	// Perl's own messages may say "called", too: "Undefined subroutine &f called at a.pl line 1."
	for i := range len(call) {
		switch call[i] {
		case ' ', '"':
			return false
		case '(':
			f.Function = call[:i]
			return true
		}
	}
	return false
}

// perlPlace reads " at Shop.pm line 2, <STDIN> line 17." at the end of a line; end is where it begins.
func perlPlace(f *exception.Frame, line string) (end int, ok bool) {
	const at = " at "
	place, n := cutPerlLine(line)
	if n < 0 {
		return 0, false
	}
	text, file := cutPerlFile(place)
	if file == "" || !strings.HasSuffix(text, at) {
		return 0, false
	}
	*f = exception.Frame{File: file, Line: n}
	return len(text) - len(at), true
}

// cutPerlLine takes " line 2, <STDIN> line 17." off the end of a line; n is -1 when it does not end so.
func cutPerlLine(line string) (rest string, n int) {
	const before = " line "
	for line != "" && (line[len(line)-1] == '.' || line[len(line)-1] == ' ' || line[len(line)-1] == '\t') {
		line = line[:len(line)-1]
	}
	if line == "" || !isDigit(line[len(line)-1]) {
		return line, -1
	}
	for read := false; ; read = true {
		end := len(line)
		for end > 0 && isDigit(line[end-1]) {
			end--
		}
		rest = line[:end]
		if n, ok := number(line[end:]); ok && strings.HasSuffix(rest, before) && !strings.HasSuffix(rest, ">"+before) {
			return rest[:end-len(before)], n
		}
		handle := lastIndex(line, ", <")
		if read || handle <= 0 {
			return line, -1
		}
		line = line[:handle]
	}
}

// cutPerlFile takes the name of a file off the end of a text; it is "" where something else stands, such
// as an argument.
func cutPerlFile(text string) (rest, name string) {
	if strings.HasSuffix(text, ")") || strings.HasSuffix(text, "]") {
		if open := lastIndex(text, "(eval "); open >= 0 {
			return text[:open], text[open:]
		}
	}
	start := len(text)
	for start > 0 && text[start-1] != ' ' {
		start--
		switch text[start] {
		case '"', ',':
			return text, ""
		case ':': // of a drive of Windows
			if start < 2 || !isLetter(text[start-1]) || text[start-2] != ' ' {
				return text, ""
			}
		}
	}
	return text[:start], text[start:]
}

// withoutPerlPlace takes " at Shop.pm line 2." off the end of a message.
func withoutPerlPlace(message string) string {
	line := strings.TrimRight(message, " \t\r\n")
	if end, ok := perlPlace(&exception.Frame{}, line); ok && strings.HasSuffix(line, ".") {
		return line[:end]
	}
	return message
}

// perlOrigin knows Perl's own library, CPAN, and code evaluated from a string.
func perlOrigin(f *exception.Frame) Origin {
	if strings.HasPrefix(f.File, "(eval ") {
		return OriginGenerated
	}
	if origin := originByPart(f.File, perlParts); origin != OriginUnknown {
		return origin
	}
	return OriginApplication
}

// perlParts: modules of CPAN lie in the folders of Perl, too.
var perlParts = []originRule{
	{"/perl5/", OriginInstalledPackage}, {"/site_perl/", OriginInstalledPackage}, {"/vendor_perl/", OriginInstalledPackage},
	{"/usr/share/perl", OriginStandardLibrary}, {"/usr/lib/", OriginStandardLibrary}, {"/perl/5.", OriginStandardLibrary},
	{"/perlbrew/", OriginStandardLibrary},
}

// perlIdentity is the function with its package; the file where there is none. eval does not count.
func perlIdentity(dst []byte, f *exception.Frame) []byte {
	if strings.HasPrefix(f.Function, "eval ") {
		return dst
	}
	if !strings.Contains(f.Function, "::") || strings.HasSuffix(f.Function, "__ANON__") {
		file := f.File
		if strings.HasPrefix(file, "(eval ") {
			file = "(eval)"
		}
		dst = append(append(dst, base(file)...), ':')
	}
	return append(dst, f.Function...)
}
