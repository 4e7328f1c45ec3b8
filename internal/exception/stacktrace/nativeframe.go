package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// nativeFrame reads a frame of every form that stands on a line of its own and has a number or an
// address. n is its number, -1 without one. Without a frame f is in no defined state.
func nativeFrame(f *exception.Frame, line string) (n int, ok bool) {
	line = trimBlanks(line)
	if line == "" {
		return -1, false
	}
	switch first := line[0]; {
	case first == '#':
		return hashFrame(f, line[1:], false)
	case first == '*' || first == 'f':
		if hash, lldb := strings.CutPrefix(strings.TrimPrefix(line, "* "), "frame #"); lldb {
			return hashFrame(f, hash, true)
		}
	case isDigit(first):
		end := digits(line)
		if n, ok = number(line[:end]); !ok || end > 4 || end == len(line) {
			return -1, false
		}
		if call, boost := strings.CutPrefix(line[end:], "# "); boost {
			return n, boostFrame(f, strings.TrimSpace(call))
		}
		if line[end] != ' ' && line[end] != '\t' {
			return -1, false
		}
		rest, _ := unindent(line[end:])
		return n, swiftFrame(f, rest) || appleFrame(f, rest)
	}
	if last := line[len(line)-1]; last != ']' && last != ')' {
		return -1, false
	}
	return -1, symbolsFrame(f, line)
}

// hashFrame reads what follows the "#".
func hashFrame(f *exception.Frame, hash string, lldb bool) (n int, ok bool) {
	end := digits(hash)
	if n, ok = number(hash[:end]); !ok {
		return -1, false
	}
	hash = hash[end:]
	if lldb {
		hash = strings.TrimPrefix(hash, ":")
	}
	if hash == "" || hash[0] != ' ' {
		return -1, false
	}
	hash, _ = unindent(hash)
	return n, numberedFrame(f, hash, lldb)
}

// digits is the number of digits with which a text begins.
func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// numberedFrame reads what follows the number: "0x4f2ae7 in take(int) /src/stock.cc:7:3",
// "take (n=3) at stock.c:7" or "pc 0000000000012345  /system/lib/libc.so (abort+64)".
func numberedFrame(f *exception.Frame, rest string, lldb bool) bool {
	address := strings.HasPrefix(rest, "0x")
	if address {
		end := strings.IndexByte(rest, ' ')
		if end < 0 {
			return true // an address and nothing else
		}
		rest, _ = unindent(rest[end:])
	} else if android, ok := strings.CutPrefix(rest, "pc "); ok {
		_, rest, _ = strings.Cut(android, " ")
		file, symbol, _ := strings.Cut(strings.TrimSpace(rest), " (")
		f.File = file
		f.Function, _, _ = strings.Cut(strings.TrimSuffix(symbol, ")"), "+")
		return f.File != ""
	}
	if lldb {
		return address && lldbFrame(f, rest)
	}
	if rest == "<signal handler called>" {
		f.Function = rest
		return true
	}
	rest, in := strings.CutPrefix(rest, "in ")
	if rest != "" && rest[0] != '(' && !strings.Contains(rest, " (") { // neither a list of arguments nor a binary
		return address && sourceFrame(f, rest, "")
	}
	if (in || !address) && gdbFrame(f, rest) {
		return true
	}
	call, binary := cutBinary(rest)
	if !address && binary == "" { // ThreadSanitizer prints no addresses
		return false
	}
	return sourceFrame(f, call, binary)
}

// lldbFrame reads "shop`take(n=3) at stock.c:7:3" and "libdyld.dylib`start + 4".
func lldbFrame(f *exception.Frame, rest string) bool {
	module, call, ok := strings.Cut(rest, "`")
	f.File = module
	if place := strings.LastIndex(call, " at "); place > 0 && readPosition(f, call[place+len(" at "):]) {
		call = call[:place]
	} else if plus := strings.LastIndex(call, " + "); plus > 0 {
		call = call[:plus]
	}
	f.Function, _ = cutArguments(call)
	return ok
}

// gdbFrame reads "take (n=3) at stock.c:7" and "raise () from /lib/libc.so.6".
func gdbFrame(f *exception.Frame, rest string) bool {
	call := rest
	if at := lastPart(rest, ") at "); at >= 0 && readPosition(f, rest[at+len(") at "):]) {
		call = rest[:at+1]
	} else if from := lastPart(rest, ") from "); from >= 0 {
		call, f.File = rest[:from+1], rest[from+len(") from "):]
	} else if !strings.HasSuffix(rest, " ()") {
		return false
	}
	function, ok := cutArguments(call)
	if !ok {
		return false
	}
	if f.Function = trimBlanks(function); f.Function == "??" {
		f.Function = ""
	}
	return true
}

// lastPart is strings.LastIndex, which is slow, for a part that is mostly not there.
func lastPart(s, part string) int {
	first := strings.Index(s, part)
	if first < 0 {
		return -1
	}
	return first + strings.LastIndex(s[first:], part)
}

// cutArguments takes the last bracket off "acme::take (n=3, s=...)".
func cutArguments(call string) (function string, ok bool) {
	if !strings.HasSuffix(call, ")") {
		return call, false
	}
	depth := 0
	for i := len(call) - 1; i > 0; i-- {
		switch call[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return strings.TrimRight(call[:i], " "), true
			}
		}
	}
	return call, false
}

// cutBinary takes "(/app/shop+0x51a44a) (BuildId: 17)" off, of which binary is "/app/shop".
func cutBinary(rest string) (call, binary string) {
	if at := lastPart(rest, " (BuildId: "); at >= 0 {
		rest = rest[:at]
	}
	open := strings.LastIndexByte(rest, '(')
	if open < 0 || !strings.HasSuffix(rest, ")") {
		return rest, ""
	}
	plus := lastPart(rest[open:], "+0x")
	if plus < 0 {
		return rest, ""
	}
	return trimBlanks(rest[:open]), rest[open+1 : open+plus]
}

// sourceFrame reads "acme::Stock::take(int) const /src/stock.cc:7:3". White space stands in both parts.
func sourceFrame(f *exception.Frame, call, binary string) bool {
	f.File = binary
	place, line, column := call, 0, 0
	if file, n, ok := cutNumber(place); ok {
		place, line = file, n
		if file, n, ok = cutNumber(place); ok {
			place, line, column = file, n, line
		}
	}
	place = strings.TrimSuffix(place, ":?")
	at := sourceAt(place)
	if at < 0 {
		f.Function = call
		return call != "" || binary != ""
	}
	f.Function = trimBlanks(place[:at])
	if file, _ := unindent(place[at:]); file != "??" {
		f.File, f.Line, f.Column = file, line, column
	}
	return true
}

// sourceAt returns where the file begins: at the first slash behind a space outside brackets, else
// at the last such space, when what follows looks like a file. -1 without one.
func sourceAt(call string) int {
	if strings.HasPrefix(call, "/") {
		return 0
	}
	if at := strings.Index(call, " /"); at >= 0 && !closesBracket(call[at:]) {
		return at // no bracket is open that closes behind it
	}
	depth, last := 0, -1
	for i := range len(call) {
		switch call[i] {
		case '(', '<', '[', '{':
			depth++
		case ')', '>', ']', '}':
			if call[i] != '>' || i == 0 || call[i-1] != '-' {
				depth--
			}
		case ' ':
			if depth > 0 {
				continue
			}
			rest := call[i+1:]
			if strings.HasPrefix(rest, "/") || len(rest) > 2 && rest[1] == ':' && rest[2] == '\\' {
				return i
			}
			last = i
		}
	}
	if last >= 0 && (strings.Contains(call[last:], ".") || call[last+1:] == "??") && !strings.HasSuffix(call, ")") {
		return last
	}
	return -1
}

// closesBracket says whether a text holds a closing bracket.
func closesBracket(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case ')', '>', ']', '}':
			return true
		}
	}
	return false
}
