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
	first := -1
	for _, mark := range [...]string{"#0 ", "#1 ", ".dart ", "#00 abs "} {
		if at := findLine(text, mark, isDartFrame); at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	if first < 0 {
		return -1
	}
	for _, banner := range [...]string{"══╡ EXCEPTION CAUGHT", dartFlutter, "Unhandled exception:"} {
		if at := strings.Index(text[:first], banner); at >= 0 {
			return strings.LastIndexByte(text[:at], '\n') + 1
		}
	}
	return findHeader(text, first)
}

func isDartFrame(line string) bool { _, ok := dartFrame(line); return ok }

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
		if f, ok := dartFrame(trimmed); ok {
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

// dartFrame reads "#1      main.<anonymous closure> (file:///src/main.dart:12:9)",
// "package:shop/stock.dart 7:3  Stock.take" and "#00 abs 0007 virt 0001 _kDartIsolate…+0x1e26d7".
func dartFrame(line string) (f exception.Frame, ok bool) {
	line = strings.TrimRight(line, " \t")
	if at := strings.Index(line, "flutter ("); at >= 0 { // E/flutter (1234): #0      main (…)
		if _, rest, cut := strings.Cut(line[at:], "): "); cut {
			line, _ = unindent(rest)
		}
	}
	hash, numbered := strings.CutPrefix(line, "#")
	if !numbered {
		return terseDartFrame(line)
	}
	end := digits(hash)
	if end == 0 || !strings.HasPrefix(hash[end:], " ") {
		return f, false
	}
	call := strings.TrimSpace(hash[end:])
	if strings.HasPrefix(call, "abs ") {
		symbol := call[strings.LastIndexByte(call, ' ')+1:]
		f.Function = symbol
		return f, strings.HasPrefix(symbol, dartSnapshot)
	}
	open := strings.LastIndex(call, " (")
	if open <= 0 || !strings.HasSuffix(call, ")") || strings.HasPrefix(call, "0x") {
		return f, false
	}
	place := call[open+2 : len(call)-1]
	if !readPosition(&f, place) && !isDartFile(f.File) || strings.ContainsAny(f.File, " ()") {
		return f, false
	}
	f.Function = call[:open]
	return f, f.Column > 0 || isDartFile(f.File) || f.Line == 0
}

// terseDartFrame reads "package:shop/stock.dart 7:3  Stock.take" of package stack_trace.
func terseDartFrame(line string) (f exception.Frame, ok bool) {
	place, member, ok := strings.Cut(line, "  ")
	if !ok {
		return f, false
	}
	f.Function = strings.TrimSpace(member)
	file, position, positioned := strings.Cut(place, " ")
	f.File = file
	if positioned {
		var rest exception.Frame
		if !readPosition(&rest, "x:"+position) {
			return f, false
		}
		f.Line, f.Column = rest.Line, rest.Column
	}
	return f, isDartFile(file) && f.Function != "" && !strings.Contains(f.Function, "  ")
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
