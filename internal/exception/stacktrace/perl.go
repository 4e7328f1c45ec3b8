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
	first := findLine(text, perlCalled[1:], func(line string) bool { _, ok := perlFrame(line); return ok })
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
	for {
		line, ok := s.lines.scan()
		if !ok {
			break
		}
		trimmed, _ := unindent(line)
		if f, ok := perlFrame(trimmed); ok {
			places.move(&f)
			s.frames.add(f)
			continue
		}
		s.note(line)
		if places.known || s.frames.total > 0 {
			continue
		}
		var f exception.Frame
		if end, ok := perlPlace(&f, line); ok && s.to > 0 && strings.HasSuffix(strings.TrimRight(line, " \t"), ".") {
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
func perlFrame(line string) (f exception.Frame, ok bool) {
	at := strings.LastIndex(line, perlCalled)
	if at <= 0 {
		return f, false
	}
	if _, ok = perlPlace(&f, line[at+len(" called"):]); !ok {
		return f, false
	}
	f.Function = line[:at]
	if strings.HasPrefix(f.Function, "eval ") || strings.HasPrefix(f.Function, "require ") {
		return f, true
	}
	// Perl's own messages may say "called", too: "Undefined subroutine &f called at a.pl line 1."
	f.Function, _, ok = strings.Cut(f.Function, "(")
	return f, ok && !strings.ContainsAny(f.Function, " \"")
}

// perlPlace reads " at Shop.pm line 2, <STDIN> line 17." at the end of a line; end is where it begins.
func perlPlace(f *exception.Frame, line string) (end int, ok bool) {
	line = strings.TrimRight(line, " \t.")
	if handle := strings.LastIndex(line, ", <"); handle > 0 {
		line = line[:handle]
	}
	const at, before = " at ", " line "
	place := strings.LastIndex(line, before)
	if place < 0 {
		return 0, false
	}
	n, ok := number(line[place+len(before):])
	end = strings.LastIndex(line[:place], at)
	if !ok || end < 0 {
		return 0, false
	}
	file := line[end+len(at) : place]
	if file == "" || strings.ContainsAny(file, " \",:") && !strings.HasPrefix(file, "(eval ") {
		return 0, false
	}
	f.File, f.Line = file, n
	return end, true
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
