package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// beam reads the stack traces of Elixir and Erlang, as they are formatted, as the shell of Erlang
// shows them, and as terms:
//
//	** (ArithmeticError) bad argument                    exception error: no match of 2
//	    (shop 0.1.0) lib/shop.ex:5: Shop.take/2            in function  shop:take/1 (shop.erl, line 5)
//	    :erlang.binary_to_integer("tea")                   in call from shop:run/0 (shop.erl, line 9)
//	    lib/shop.ex:9: anonymous fn/1 in Shop.run/0
//
//	[{shop,take,1,[{file,"src/shop.erl"},{line,5}]},
//	 {'Elixir.Shop',run,0,[{file,"lib/shop.ex"},{line,9}]}]
//
// Of Elixir, Function is as printed and has the module before it. Of Erlang, Module is the module.
var beam = runtime{
	name:      "beam",
	languages: []string{"elixir", "erlang"},
	find:      findBeam,
	parse:     parseBeam,
	omits:     "further traces in the same text",
	origin:    beamOrigin,
	identity:  beamIdentity,
}

// elixirHeader begins the line of type and message.
const elixirHeader = "** ("

func findBeam(text string) int {
	if at := strings.Index(text, elixirHeader); at >= 0 {
		return at
	}
	if at := strings.Index(text, "xception error: "); at > 0 { // a search for an x is quick
		return at - 1
	}
	if at := strings.Index(text, "{file,"); at >= 0 {
		start := strings.LastIndexByte(text[:at], '\n') + 1
		if open := strings.LastIndex(text[start:at], "[{"); open > 0 {
			if first := strings.Index(text[start:at], "[{"); first < open {
				return start + first
			}
		}
		return start
	}
	if !strings.Contains(text, ".ex") && !strings.Contains(text, ".erl:") {
		return -1
	}
	return findLine(text, ": ", func(line string) bool { return elixirFrame(&exception.Frame{}, line) })
}

func parseBeam(text string) []exception.Exception {
	if strings.Contains(text, "{file,") {
		if chain := parseErlangTerms(text); chain != nil {
			return chain
		}
	}
	if !strings.Contains(text, ": ") && !strings.Contains(text, " line ") && !strings.Contains(text, elixirHeader) {
		return nil
	}
	s := section{lines: lines{text: text}}
	placed, headed := 0, false
	var f exception.Frame
	for {
		line, ok := s.lines.scan()
		trimmed, indent := unindent(line)
		if !ok || s.frames.total > 0 && strings.HasPrefix(trimmed, elixirHeader) {
			break // the end, or another trace
		}
		switch {
		case elixirFrame(&f, trimmed) || erlangFrame(&f, trimmed):
			placed++
			s.frames.add(f)
		case indent >= 4 && (s.to == 0 || headed) && isElixirCall(cutApplication(trimmed)):
			s.frames.add(exception.Frame{Function: cutApplication(trimmed)})
		default:
			headed = headed || strings.Contains(trimmed, elixirHeader)
			s.note(line)
		}
	}
	typ, message := splitBeamHeader(s.header())
	if s.frames.total == 0 || placed == 0 && typ == "" {
		return nil
	}
	s.close(typ, message, innermostFirst)
	return s.links.chain
}

// splitBeamHeader splits "** (ArithmeticError) bad argument", where an exit may hold another one, and
// "exception error: bad argument".
func splitBeamHeader(header string) (typ, message string) {
	if at := strings.LastIndex(header, elixirHeader); at >= 0 {
		typ, message, _ = strings.Cut(header[at+len(elixirHeader):], ")")
		return typ, strings.TrimSpace(message)
	}
	if _, rest, ok := strings.Cut(header, "exception "); ok {
		if kind, text, ok := strings.Cut(rest, ": "); ok && !strings.Contains(kind, " ") {
			return kind, strings.TrimSpace(text)
		}
	}
	return "", header
}

// elixirFrame reads "(shop 0.1.0) lib/shop.ex:5: Shop.take/2".
func elixirFrame(f *exception.Frame, line string) bool {
	const after = ": "
	line = cutApplication(line)
	end := strings.Index(line, after)
	if end < 0 {
		return false
	}
	file, n, ok := cutNumber(line[:end])
	if !ok {
		return false
	}
	switch file[strings.LastIndexByte(file, '.')+1:] {
	case "ex", "exs", "erl", "eex", "heex", "leex", "sface", "yrl", "xrl", "hrl":
	case "iex", "nofile":
	default:
		return false
	}
	function := line[end+len(after):]
	if comment := strings.Index(function, "# "); comment > 0 && function[comment-1] == ' ' {
		function = function[:comment-1]
	}
	*f = exception.Frame{Function: trimBlanks(function), File: file, Line: n}
	return f.Function == "(file)" || f.Function == "(module)" || isElixirCall(strings.TrimPrefix(f.Function, "anonymous "))
}

// cutApplication takes "(shop 0.1.0) " off.
func cutApplication(line string) string {
	if line == "" || line[0] != '(' {
		return line
	}
	for i := range len(line) {
		switch line[i] {
		case ':', '/':
			return line
		case ')':
			if i+1 == len(line) || line[i+1] != ' ' {
				continue
			}
			if line[:i] == "(file" {
				return line
			}
			return line[i+2:]
		}
	}
	return line
}

// isElixirCall accepts ":erlang.binary_to_integer("tea")", "Shop.take/2" and "fn/1 in Shop.take/1".
func isElixirCall(call string) bool {
	if strings.HasPrefix(call, "fn/") {
		if _, of, ok := strings.Cut(call, " in "); ok {
			call = of
		}
	}
	if call == "" || call[0] != ':' && !isLetter(call[0]) {
		return false
	}
	last, dot := call[len(call)-1], 0
	for i := range len(call) {
		if !elixirNameStops[call[i]] {
			continue
		}
		switch call[i] {
		case '(', '/', '"':
			return dot > 0 && (last == ')' || isDigit(last))
		case '.':
			if dot > 0 && dot == i-1 {
				return false
			}
			dot = i
		default:
			return false
		}
	}
	return false
}

// elixirNameStops are the bytes that end the name of a function, part it, or do not stand in one.
var elixirNameStops = [256]bool{
	'(': true, '/': true, '"': true, '.': true,
	' ': true, ',': true, '=': true, ';': true, '{': true, '}': true, '[': true, ']': true,
}

// erlangFrame reads "in function  shop:take/1 (shop.erl, line 5)".
func erlangFrame(f *exception.Frame, line string) (ok bool) {
	for _, prefix := range [...]string{"in function ", "in call from "} {
		rest, found := strings.CutPrefix(line, prefix)
		if !found {
			continue
		}
		*f = exception.Frame{}
		call, place, placed := strings.Cut(strings.TrimSpace(rest), " (")
		f.Module, f.Function, ok = strings.Cut(call, ":")
		if file, n, cut := strings.Cut(strings.TrimSuffix(place, ")"), ", line "); placed && cut {
			f.File = file
			f.Line, _ = number(n)
		}
		return ok && f.Function != ""
	}
	return false
}
