package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// nativeFrame reads a frame of every form that stands on a line of its own and has a number or an
// address. n is its number, -1 without one.
func nativeFrame(line string) (f exception.Frame, n int, ok bool) {
	line = strings.TrimRight(line, " \t")
	line = strings.TrimPrefix(line, "* ")
	rest, lldb := strings.CutPrefix(line, "frame ")
	if hash, found := strings.CutPrefix(rest, "#"); found {
		end := digits(hash)
		if n, ok = number(hash[:end]); !ok {
			return f, -1, false
		}
		if lldb {
			hash = strings.TrimPrefix(hash[end:], ":")
		} else {
			hash = hash[end:]
		}
		if hash == "" || hash[0] != ' ' {
			return f, -1, false
		}
		return f, n, numberedFrame(&f, strings.TrimSpace(hash), lldb)
	}
	if end := digits(line); end > 0 && end < 5 {
		n, _ = number(line[:end])
		if call, found := strings.CutPrefix(line[end:], "# "); found { // Boost
			return f, n, boostFrame(&f, strings.TrimSpace(call))
		}
		if rest := strings.TrimSpace(line[end:]); strings.HasPrefix(line[end:], " ") {
			return f, n, swiftFrame(&f, rest) || appleFrame(&f, rest)
		}
		return f, -1, false
	}
	return f, -1, symbolsFrame(&f, line)
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
		rest = strings.TrimSpace(rest[end:])
	} else if android, ok := strings.CutPrefix(rest, "pc "); ok {
		_, rest, _ = strings.Cut(android, " ")
		file, symbol, _ := strings.Cut(strings.TrimSpace(rest), " (")
		f.File = file
		f.Function, _, _ = strings.Cut(strings.TrimSuffix(symbol, ")"), "+")
		return f.File != ""
	}
	if lldb {
		module, call, ok := strings.Cut(rest, "`")
		f.File = module
		if place := strings.LastIndex(call, " at "); place > 0 && readPosition(f, call[place+len(" at "):]) {
			call = call[:place]
		} else if plus := strings.LastIndex(call, " + "); plus > 0 {
			call = call[:plus]
		}
		f.Function, _ = cutArguments(call)
		return ok && address
	}
	if rest == "<signal handler called>" {
		f.Function = rest
		return true
	}
	rest, in := strings.CutPrefix(rest, "in ")
	if !address {
		if !gdbFrame(f, rest) {
			file, binary := cutBinary(rest) // ThreadSanitizer prints no addresses
			return binary != "" && sourceFrame(f, file, binary)
		}
		return true
	}
	if in && gdbFrame(f, rest) {
		return true
	}
	call, binary := cutBinary(rest)
	return sourceFrame(f, call, binary)
}

// gdbFrame reads "take (n=3) at stock.c:7" and "raise () from /lib/libc.so.6".
func gdbFrame(f *exception.Frame, rest string) bool {
	call := rest
	if at := strings.LastIndex(rest, ") at "); at >= 0 && readPosition(f, rest[at+len(") at "):]) {
		call = rest[:at+1]
	} else if from := strings.LastIndex(rest, ") from "); from >= 0 {
		call, f.File = rest[:from+1], rest[from+len(") from "):]
	} else if !strings.HasSuffix(rest, " ()") {
		return false
	}
	function, ok := cutArguments(call)
	if !ok {
		return false
	}
	if f.Function = strings.TrimRight(function, " "); f.Function == "??" {
		f.Function = ""
	}
	return true
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
	if at := strings.LastIndex(rest, " (BuildId: "); at >= 0 {
		rest = rest[:at]
	}
	open := strings.LastIndexByte(rest, '(')
	if open < 0 || !strings.HasSuffix(rest, ")") {
		return rest, ""
	}
	plus := strings.LastIndex(rest[open:], "+0x")
	if plus < 0 {
		return rest, ""
	}
	return strings.TrimRight(rest[:open], " "), rest[open+1 : open+plus]
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
	f.Function = strings.TrimSpace(place[:at])
	if file := strings.TrimSpace(place[at:]); file != "??" {
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
