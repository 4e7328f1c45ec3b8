package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// dart reads the stack traces of Dart and Flutter, those of package stack_trace, and those of a
// program whose symbols were taken out:
//
//	Unhandled exception:
//	FormatException: no stock
//	#0      Stock.take (package:shop/stock.dart:7:3)
//	<asynchronous suspension>
//	#1      main.<anonymous closure> (file:///src/main.dart:12:9)
//	package:shop/stock.dart 7:3  Stock.take
//	#00 abs 000000723d6346d7 virt 00000000001ed6d7 _kDartIsolateSnapshotInstructions+0x1e26d7
//
// Frames that Flutter left out ("elided 3 frames") are no cut: they are its own.
var dart = runtime{
	name:      "dart",
	languages: []string{"dart", "flutter"},
	find:      findDart,
	parse:     parseDart,
	origin:    dartOrigin,
	identity:  dartIdentity,
}

// dartSnapshot begins the symbols of a program without names: nothing tells its functions apart.
const dartSnapshot = "_kDart"

const dartFlutter = "The following "

func findDart(text string) int {
	if strings.IndexByte(text, '#') < 0 && !strings.Contains(text, ".dart ") {
		return -1
	}
	l := lines{text: text}
	var f exception.Frame
	for {
		line, ok := l.scan()
		if !ok {
			return -1
		}
		if line, _ = unindent(line); dartFrame(&f, line) {
			break
		}
	}
	first := l.at
	for _, banner := range [...]string{"══╡ EXCEPTION CAUGHT", dartFlutter, "Unhandled exception:"} {
		if at := strings.Index(text[:first], banner); at >= 0 {
			return strings.LastIndexByte(text[:at], '\n') + 1
		}
	}
	return findHeader(text, first)
}

func parseDart(text string) []exception.Exception {
	if !strings.Contains(text, "#") && !strings.Contains(text, ".dart ") {
		return nil
	}
	s := section{lines: lines{text: text}}
	for {
		line, ok := s.lines.scan()
		if !ok {
			break
		}
		trimmed, _ := unindent(line)
		var f exception.Frame
		if dartFrame(&f, trimmed) {
			s.frames.add(f)
		} else {
			s.note(line)
		}
	}
	if s.frames.total == 0 {
		return nil
	}
	typ, message := splitDartHeader(s.header())
	s.close(typ, message, innermostFirst)
	return s.links.chain
}

// splitDartHeader splits "Unhandled exception:\nFormatException: no stock", and what Flutter says about
// an exception: "The following FormatException was thrown building Shop:\nno stock\n…".
func splitDartHeader(header string) (typ, message string) {
	if _, rest, ok := strings.Cut(header, dartFlutter); ok {
		first, body, _ := strings.Cut(rest, "\n")
		if name, _, thrown := strings.Cut(first, " was thrown"); thrown {
			for _, end := range [...]string{"\n\n", "\r\n\r\n", "When the exception was thrown"} {
				body, _, _ = strings.Cut(body, end)
			}
			name, _, _ = strings.Cut(name, " object")
			return name, strings.TrimSpace(body)
		}
	}
	for _, prefix := range [...]string{"Unhandled exception:", "Unhandled Exception:"} {
		if _, rest, ok := strings.Cut(header, prefix); ok {
			header = strings.TrimSpace(rest)
		}
	}
	return splitHeader(header)
}

// dartFrame reads "#1      main.<anonymous closure> (file:///src/main.dart:12:9)", also behind what a log
// writes before it, "package:shop/stock.dart 7:3  Stock.take" and "#00 abs 0007 virt 0001 _kDartIsolate…+0x1e26d7".
func dartFrame(f *exception.Frame, line string) bool {
	line = trimBlanks(line)
	if line == "" {
		return false
	}
	if line[0] != '#' {
		at := strings.Index(line, ": #") // E/flutter (1234): #0      main (…)
		if at < 0 {
			return terseDartFrame(f, line)
		}
		line = line[at+len(": "):]
	}
	hash := line[1:]
	end := digits(hash)
	if end == 0 || end == len(hash) || hash[end] != ' ' {
		return false
	}
	call, _ := unindent(hash[end:])
	if strings.HasPrefix(call, "abs ") {
		f.Function = call[strings.LastIndexByte(call, ' ')+1:]
		return strings.HasPrefix(f.Function, dartSnapshot)
	}
	open := dartPlace(call)
	if open <= 0 || strings.HasPrefix(call, "0x") {
		return false
	}
	f.Function = dartFunction(call[:open])
	positioned := readPosition(f, call[open+2:len(call)-1])
	return f.Column > 0 || positioned && f.Line == 0 || isDartFile(f.File)
}

// dartPlace returns where " (package:shop/stock.dart:7:3)" begins, which ends a call; -1 without such.
func dartPlace(call string) int {
	end := len(call) - 1
	if end < 0 || call[end] != ')' {
		return -1
	}
	for i := end - 1; i > 0; i-- {
		switch call[i] {
		case '(':
			if call[i-1] == ' ' {
				return i - 1
			}
			return -1
		case ' ', ')':
			return -1
		}
	}
	return -1
}

// dartAsync ends the names that the compiler gave to the bodies of asynchronous functions.
const dartAsync = "_async_body>"

// dartFunction replaces the name of the body of an asynchronous function by "<async>", which says the same
// of all of them: "Stock.<take_async_body>" and "Stock.<<anonymous closure>_async_body>".
func dartFunction(name string) string {
	if !strings.HasSuffix(name, dartAsync) {
		return name
	}
	if at := strings.Index(name, ".<"); at >= 0 {
		return name[:at] + ".<async>"
	}
	return "<async>"
}

// dartClosures reads what Firefox makes of a function that Dart compiled to JavaScript, without the dot
// before it: each slash begins a closure. "place(12, \"/\")/.fn<" is "place.<fn>".
func dartClosures(name string) string {
	closures := name[strings.LastIndexByte(name, ')')+1:]
	if end := strings.IndexAny(name, "(/"); end >= 0 {
		name = name[:end]
	}
	return name + strings.Repeat(".<fn>", strings.Count(closures, "/"))
}

// terseDartFrame reads "package:shop/stock.dart 7:3  Stock.take" of package stack_trace.
func terseDartFrame(f *exception.Frame, line string) bool {
	place, member, ok := strings.Cut(line, "  ")
	if !ok {
		return false
	}
	file, position, positioned := strings.Cut(place, " ")
	if positioned {
		var rest exception.Frame
		if !readPosition(&rest, "x:"+position) {
			return false
		}
		f.Line, f.Column = rest.Line, rest.Column
	}
	f.File, f.Function = file, strings.TrimSpace(member)
	return isDartFile(file) && f.Function != "" && !strings.Contains(f.Function, "  ")
}

func isDartFile(file string) bool {
	return strings.HasSuffix(file, ".dart") || strings.HasPrefix(file, "dart:") || strings.HasPrefix(file, "package:")
}

// dartLibraries are the packages that are not the application's.
var dartLibraries = setOf(`
flutter flutter_test flutter_web_plugins flutter_localizations sky_engine test test_api stack_trace async collection path http
dio bloc flutter_bloc hydrated_bloc provider riverpod flutter_riverpod hooks_riverpod get get_it rxdart mobx flutter_mobx
built_value json_annotation sentry sentry_flutter firebase_core firebase_crashlytics cloud_firestore hive isar drift sqflite
shelf grpc protobuf opentelemetry go_router auto_route intl logging dart_frog mockito mocktail matcher boolean_selector
`)

// dartOrigin knows Dart, Flutter and published packages.
func dartOrigin(f *exception.Frame) Origin {
	if origin := originByPrefix(f.File, dartPrefixes); origin != OriginUnknown {
		return origin
	}
	if strings.Contains(f.File, "/.pub-cache/") || strings.Contains(f.File, "/hosted/pub") {
		return OriginInstalledPackage
	}
	if name, ok := strings.CutPrefix(f.File, "package:"); ok {
		name, _, _ = strings.Cut(name, "/")
		if _, library := dartLibraries[name]; library {
			return OriginKnownLibrary
		}
	}
	return OriginApplication
}

var dartPrefixes = []originRule{{"dart:", OriginStandardLibrary}, {"org-dartlang-sdk:", OriginStandardLibrary}}

// dartIdentity is "file:function". Closures count as the function that they stand in.
func dartIdentity(dst []byte, f *exception.Frame) []byte {
	if strings.HasPrefix(f.Function, dartSnapshot) {
		symbol, _, _ := strings.Cut(f.Function, "+0x")
		return append(dst, symbol...)
	}
	name := strings.TrimPrefix(f.Function, "new ")
	for _, mark := range [...]string{"<anonymous closure>", "<fn>", "<<anonymous"} {
		if at := strings.Index(name, mark); at >= 0 {
			name = name[:at]
		}
	}
	name, _, _ = strings.Cut(name, "_async_body")
	dst = append(append(dst, base(f.File)...), ':')
	return append(dst, strings.TrimRight(name, ".")...)
}
