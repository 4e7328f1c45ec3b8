package stacktrace

import (
	"strconv"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// gecko reads Error.stack of Firefox, of Safari and of what else is built on their engines, such as
// React Native on JavaScriptCore:
//
//	place/<@https://shop.example/orders.js:12:9
//	async*handle@https://shop.example/server.js line 7 > eval:3:5
//	value@index.android.bundle:12:1917
//	https://shop.example/main.js:48:22
//	forEach@[native code]
//
// It has no header of its own, but SDKs put one above it. Function is as printed but for what
// started it ("async*") and arguments. A frame of evaluated code has the place of the call of eval.
var gecko = runtime{
	name:      "gecko",
	languages: []string{"webjs", "javascript"},
	find:      findGecko,
	parse:     parseGecko,
	omits:     "frames of Safari without a place",
	origin:    geckoOrigin,
	identity:  geckoIdentity,
}

func findGecko(text string) int {
	first := findLine(text, "@", func(line string) bool { return geckoFrame(&exception.Frame{}, line) })
	if first < 0 {
		return -1
	}
	return findHeader(text, first)
}

func parseGecko(text string) []exception.Exception {
	if !strings.Contains(text, "@") && !strings.Contains(text, "://") {
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
		if geckoFrame(&f, trimmed) {
			s.frames.add(f)
		} else if _, code := geckoCode[trimmed]; !code {
			s.note(line)
		}
	}
	typ, message := splitV8Header(s.header())
	s.close(typ, message, innermostFirst)
	return s.links.chain
}

// geckoCode are lines of Safari without a place.
var geckoCode = map[string]struct{}{"eval code": {}, "global code": {}, "module code": {}, "anonymous": {}}

// geckoFrame reads "place@https://shop.example/orders.js:12:9".
func geckoFrame(f *exception.Frame, line string) bool {
	line = trimBlanks(line)
	if line == "[native code]" || line == "[wasm code]" {
		f.File = line
		return true
	}
	at := geckoAt(line)
	if at < 0 {
		ok := geckoPlace(f, line) && isScriptURL(f.File) && !strings.ContainsAny(line, " ()")
		return ok && (f.Column > 0 || isScriptFile(f.File))
	}
	if !geckoPlace(f, line[at+1:]) || !isScriptURL(f.File) && (f.Column == 0 || strings.ContainsAny(f.File, " <")) {
		return false
	}
	function := line[strings.LastIndexByte(line[:at], '*')+1 : at]
	if compiled, dart := strings.CutPrefix(function, "."); dart && strings.HasSuffix(f.File, ".dart.js") {
		function = dartClosures(compiled)
	} else if strings.HasSuffix(function, ")") {
		function, _, _ = strings.Cut(function, "(")
	}
	f.Function = function
	return true
}

// geckoAt returns where the sign stands that is followed by the place: URLs and arguments may hold others.
func geckoAt(line string) int {
	if scheme := strings.Index(line, "://"); scheme >= 0 {
		if at := strings.LastIndexByte(line[:scheme], '@'); at >= 0 {
			return at
		}
	} else if at := strings.LastIndex(line, "@["); at >= 0 {
		return at
	}
	if at := strings.Index(line, "@/"); at >= 0 {
		return at
	}
	at := strings.IndexByte(line, '@')
	if at > 0 && line[at-1] == '"' { // obj["@fn"]@file.js:10:29
		at = strings.LastIndexByte(line, '@')
	}
	return at
}

// geckoPlace reads "https://shop.example/orders.js:12:9", "/app/orders.js:12", "[native code]",
// "orders.js line 26 > eval line 2 > eval:1:30" and "shop.wasm:wasm-function[119]:0xbaf8".
func geckoPlace(f *exception.Frame, place string) bool {
	positioned := readPosition(f, place)
	if positioned && strings.IndexByte(f.File, ' ') < 0 {
		return true
	}
	if place == "[native code]" || place == "[wasm code]" {
		return true
	}
	f.Line, f.Column = 0, 0
	if file, rest, ok := strings.Cut(place, " line "); ok {
		if line, _, ok := strings.Cut(rest, " > "); ok && !wasmPlace(f, place) {
			f.Line, ok = number(line)
			f.File = file
			return ok
		}
		f.File = file
		return f.Line > 0
	}
	if wasmPlace(f, place) {
		return true
	}
	return positioned && readPosition(f, place) && !strings.Contains(f.File, " (") && !strings.Contains(f.File, ") ")
}

// isScriptURL says that a file is one that scripts are loaded from.
func isScriptURL(file string) bool {
	return strings.Contains(file, "://") || strings.HasPrefix(file, "[") || isScriptFile(file)
}

// wasmPlace reads "https://shop.example/shop.wasm:wasm-function[119]:0xbaf8". WebAssembly is one line,
// and its column is the offset in bytes.
func wasmPlace(f *exception.Frame, place string) bool {
	file, rest, ok := strings.Cut(place, ":wasm-function[")
	if !ok {
		return false
	}
	_, offset, ok := strings.Cut(rest, "]:0x")
	n, err := strconv.ParseUint(offset, 16, 31)
	if !ok || err != nil {
		return false
	}
	f.File, f.Line, f.Column = file, 1, int(n)
	return true
}

// scriptFiles are what the names of files end in that hold JavaScript or were compiled to it.
var scriptFiles = setOf("js mjs cjs jsx ts tsx vue svelte html htm bundle jsbundle hbc wasm")

func isScriptFile(file string) bool {
	file = withoutQuery(file)
	_, script := scriptFiles[file[strings.LastIndexByte(file, '.')+1:]]
	return script
}

// geckoOrigin is as for V8, and knows the browser itself.
func geckoOrigin(f *exception.Frame) Origin {
	if origin := originByPrefix(f.File, geckoPrefixes); origin != OriginUnknown {
		return origin
	}
	return v8Origin(f)
}

var geckoPrefixes = []originRule{
	{"[native", OriginRuntime}, {"[wasm", OriginRuntime}, {"resource:", OriginRuntime}, {"chrome:", OriginRuntime},
	{"self-hosted", OriginRuntime}, {"safari-", OriginExtension}, {"debugger ", OriginGenerated},
}

// geckoIdentity is "file:function", as for V8.
func geckoIdentity(dst []byte, f *exception.Frame) []byte {
	dst = appendWithoutHash(dst, base(withoutQuery(f.File)))
	return append(append(dst, ':'), geckoFunction(f.Function)...)
}

// geckoFunction is the name of the nearest function that has one: "Orders.prototype.place/items</<" → "items".
func geckoFunction(name string) string {
	name = strings.TrimRight(name, "</")
	name = name[strings.LastIndexByte(name, '/')+1:]
	return v8Function(name)
}
