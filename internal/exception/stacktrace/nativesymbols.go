package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// boostFrame reads "acme::Stock::take(int) at /src/stock.cc:7" and "main in ./shop".
func boostFrame(f *exception.Frame, call string) bool {
	if at := strings.LastIndex(call, " at "); at > 0 && readPosition(f, call[at+len(" at "):]) {
		call = call[:at]
	} else if in := strings.LastIndex(call, " in "); in > 0 {
		call, f.File = call[:in], call[in+len(" in "):]
	}
	if !strings.HasPrefix(call, "0x") {
		f.Function = call
	}
	return call != ""
}

// appleFrame reads "Shop  0x000000010a99b743 -[Stock take:] + 19", and "(Stock.m:7)" behind it.
func appleFrame(f *exception.Frame, rest string) bool {
	at := strings.Index(rest, " 0x")
	if at <= 0 {
		return false
	}
	module := strings.TrimRight(rest[:at], " \t")
	_, symbol, ok := strings.Cut(rest[at+1:], " ")
	symbol = strings.TrimSpace(symbol)
	plus := strings.LastIndex(symbol, " + ")
	if !ok || plus <= 0 {
		return false
	}
	f.Function, f.File = symbol[:plus], module
	if open := strings.LastIndex(symbol, " ("); open > plus && strings.HasSuffix(symbol, ")") {
		var source exception.Frame
		if readPosition(&source, symbol[open+2:len(symbol)-1]) {
			f.File, f.Line, f.Column = source.File, source.Line, source.Column
		}
	}
	if strings.HasPrefix(f.Function, "0x") { // no symbols
		f.Function = ""
	}
	return true
}

// swiftFrame reads "[ra] 0x00000001041f3c28 take(n:) + 28 in Shop at /src/a.swift:3:5".
func swiftFrame(f *exception.Frame, rest string) bool {
	for strings.HasPrefix(rest, "[") {
		_, after, ok := strings.Cut(rest, "] ")
		if !ok {
			return false
		}
		rest = after
	}
	_, call, _ := strings.Cut(rest, " ")
	in := strings.LastIndex(call, " in ")
	if !strings.HasPrefix(rest, "0x") || in <= 0 {
		return false
	}
	module, place, sourced := strings.Cut(call[in+len(" in "):], " at ")
	if !sourced || !readPosition(f, place) {
		f.File = module
	}
	f.Function = call[:in]
	if plus := strings.LastIndex(f.Function, " + "); plus > 0 {
		f.Function = f.Function[:plus]
	}
	return true
}

// symbolsFrame reads "./shop(take+0x1d) [0x401136]" of backtrace_symbols and
// "acme::take [0x61C20814+20] (src\stock.cc:7)" of Chromium.
func symbolsFrame(f *exception.Frame, line string) bool {
	at := strings.LastIndex(line, "[0x")
	if at <= 0 {
		return false
	}
	if end := strings.Index(line[at:], "] ("); end > 0 && line[at-1] == ' ' && strings.HasSuffix(line, ")") {
		f.Function = line[:at-1]
		return readPosition(f, line[at+end+len("] ("):len(line)-1])
	}
	if !strings.HasSuffix(line, "]") {
		return false
	}
	line = strings.TrimRight(line[:at], " ")
	file, ok := cutArguments(line) // the symbol stands where others have arguments
	if !ok || strings.ContainsAny(file, " \t") {
		return false
	}
	f.File = file
	symbol := line[len(file)+1 : len(line)-1]
	if plus := lastPart(symbol, "+0x"); plus >= 0 {
		symbol = symbol[:plus]
	}
	f.Function = symbol
	return true
}
