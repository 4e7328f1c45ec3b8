package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// v8Stack is one of the stacks that V8 and Node print when they themselves crash:
//
//	FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
//	----- Native stack trace -----
//
//	 1: 0xb090e0 node::Abort() [node]
//	 2: 00007FF6A5E5C0EF node_api_throw_syntax_error+203231
//
//	----- JavaScript stack trace -----
//
//	1: place (/app/orders.js:12:9)
//	2: node:internal/main/run_main_module:23:47
//
// The second goes on where the first ends.
type v8Stack uint8

const (
	v8NoStack v8Stack = iota
	v8Native
	v8JavaScript
)

// v8NativeStack ends the line above native frames.
const v8NativeStack = " stack trace -----"

// v8StackOf says which stack begins below a line.
func v8StackOf(line string) v8Stack {
	switch {
	case line == "" || line[0] != '-' && line[0] != '=':
		return v8NoStack
	case strings.HasPrefix(line, "----- Native"+v8NativeStack), strings.HasPrefix(line, "==== C stack trace ===="):
		return v8Native
	case strings.HasPrefix(line, "----- JavaScript"+v8NativeStack):
		return v8JavaScript
	}
	return v8NoStack
}

// v8StackFrame reads a line of such a stack. Frames may be nothing but an address.
func v8StackFrame(f *exception.Frame, line string, stack v8Stack) bool {
	line = strings.TrimRight(line, " \t\r")
	if address, ok := strings.CutPrefix(line, "[0x"); ok {
		return strings.HasSuffix(address, "]")
	}
	end := digits(line)
	if end == 0 || !strings.HasPrefix(line[end:], ": ") {
		return false
	}
	call, _ := unindent(line[end+len(": "):])
	if stack == v8JavaScript {
		place := call
		if open := strings.LastIndex(call, " ("); open >= 0 && strings.HasSuffix(call, ")") {
			f.Function, place = call[:open], call[open+2:len(call)-1]
		}
		return readPosition(f, place)
	}
	address, symbol, _ := strings.Cut(call, " ")
	if !isAddress(address) {
		f.Function = call
		return call != ""
	}
	symbol = strings.TrimSpace(symbol)
	if open := strings.LastIndexByte(symbol, '['); open >= 0 && strings.HasSuffix(symbol, "]") {
		symbol, f.File = trimBlanks(symbol[:open]), symbol[open+1:len(symbol)-1]
	}
	if plus := strings.LastIndexByte(symbol, '+'); plus > 0 && digits(symbol[plus+1:]) == len(symbol)-plus-1 {
		symbol = symbol[:plus]
	}
	f.Function = symbol
	return symbol == "" || symbol[0] != '-' // of Rust
}

// isAddress accepts "0xb090e0" and eight or more hexadecimal digits.
func isAddress(s string) bool {
	s, marked := strings.CutPrefix(s, "0x")
	for i := range len(s) {
		if c := s[i]; !isDigit(c) && (c|0x20 < 'a' || 'f' < c|0x20) {
			return false
		}
	}
	return len(s) >= 8 || marked && s != ""
}
