package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// windbg reads the stacks of the debuggers of Windows, as k, kb, kn, kp, kv and !analyze print them:
//
//	(1d7c.1404): Access violation - code c0000005 (!!! second chance !!!)
//	 # Child-SP          RetAddr               Call Site
//	00 000000a1`7d0ff5a8 00007ff6`a1b21a45     shop!acme::Stock::take+0x12 [C:\src\stock.cpp @ 12]
//	01 (Inline Function) --------`--------     shop!acme::run+0x5 [C:\src\run.cpp @ 4]
//	000000a1`7d0ff5b0 00007ffb`12345678 : 00000000`00000001 … : KERNEL32!BaseThreadInitThunk+0x14
//	0012f6a0 7c90d8ea 00000001 00000002 00000003 ntdll!NtWait+0xc (FPO: [3,0,0])
//
// Module is the binary without its extension.
var windbg = runtime{
	name:      "windbg",
	languages: []string{"windbg"},
	find:      findWindbg,
	parse:     parseWindbg,
	omits:     "all stacks but the first",
	origin:    windbgOrigin,
	identity:  windbgIdentity,
}

// windbgCode stands between what happened and its number.
const windbgCode = " - code "

func findWindbg(text string) int {
	if strings.IndexByte(text, '!') < 0 {
		return -1
	}
	l := lines{text: text}
	for {
		line, ok := l.scan()
		if !ok {
			return -1
		}
		line, _ = unindent(line)
		var f exception.Frame
		if !windbgFrame(&f, line) {
			continue
		}
		if at := strings.LastIndex(text[:l.at], windbgCode); at >= 0 {
			return strings.LastIndexByte(text[:at], '\n') + 1
		}
		return l.at
	}
}

func parseWindbg(text string) []exception.Exception {
	if strings.IndexByte(text, '!') < 0 {
		return nil
	}
	s := section{lines: lines{text: text}}
	typ, message := "", ""
	for {
		line, ok := s.lines.scan()
		if !ok {
			break
		}
		line, _ = unindent(line)
		var f exception.Frame
		if windbgFrame(&f, line) {
			s.frames.add(f)
			continue
		}
		if s.frames.total == 0 {
			windbgHeader(&typ, &message, line)
		} else if !strings.HasPrefix(line, "WARNING: ") {
			break // another stack may follow
		}
	}
	if s.frames.total == 0 {
		return nil
	}
	s.close(typ, message, innermostFirst)
	return s.links.chain
}

// windbgHeader reads "(1d7c.1404): Access violation - code c0000005 (first chance)", of which the last
// counts, and what !analyze says below: "EXCEPTION_CODE: (NTSTATUS) 0xc0000374 - A heap has been corrupted."
func windbgHeader(typ, message *string, line string) {
	if event, code, ok := strings.Cut(line, windbgCode); ok && strings.HasPrefix(event, "(") {
		_, *typ, _ = strings.Cut(event, "): ")
		code, _, _ = strings.Cut(code, " ")
		*message = "code " + code
		return
	}
	name, rest, ok := strings.Cut(line, ": ")
	if !ok {
		return
	}
	switch rest = strings.TrimSpace(rest); name {
	case "EXCEPTION_CODE", "ERROR_CODE":
		if _, words, said := strings.Cut(rest, " - "); said {
			*message = words
		}
	case "ExceptionCode":
		if code, kind, named := strings.Cut(strings.TrimSuffix(rest, ")"), " ("); named && *typ == "" {
			*typ, *message = kind, "code "+code
		}
	}
}

// windbgFrame reads two addresses or the marks of an inlined function, maybe with a number before and
// arguments behind them, and "shop!acme::Stock::take+0x12 [C:\src\stock.cpp @ 12]".
func windbgFrame(f *exception.Frame, line string) bool {
	addresses := 0
	rest := line
	for first := true; ; first = false {
		token, after, ok := strings.Cut(rest, " ")
		switch {
		case !ok:
		case isWindbgAddress(token):
			addresses++
		case token == ":" && addresses > 0:
		case token == "(Inline" || token == "Function)" || token == "(Inline)":
			addresses++
		case first && len(token) <= 3 && digitsOfBase16(token) == len(token):
		default:
			ok = false
		}
		if !ok {
			break
		}
		rest, _ = unindent(after)
	}
	return addresses >= 2 && windbgCall(f, trimBlanks(strings.TrimSuffix(rest, "\r")))
}

// windbgCall reads "shop!acme::Stock::take+0x12 [C:\src\stock.cpp @ 12] (FPO: [3,0,0])" and "shop+0x5289".
func windbgCall(f *exception.Frame, call string) bool {
	if strings.HasSuffix(call, ")") {
		call, _, _ = strings.Cut(call, " (FPO: ")
	}
	if at := lastIndex(call, " ["); strings.HasSuffix(call, "]") && at >= 0 {
		if file, line, ok := strings.Cut(call[at+2:len(call)-1], " @ "); ok {
			f.Line, _ = number(line)
			f.File = file
			call = call[:at]
		}
	}
	offset := false
	if at := lastIndex(call, "+0x"); at >= 0 {
		call, offset = call[:at], true
	}
	module, function, named := strings.Cut(call, "!")
	if module == "" || strings.IndexByte(module, ' ') >= 0 || strings.IndexByte(module, '(') >= 0 || strings.IndexByte(module, '<') >= 0 {
		return false
	}
	f.Module, f.Function = module, function
	if f.File == "" {
		f.File = module
	}
	return named && function != "" || offset
}

// isWindbgAddress accepts "000000a1`7d0ff5a8", "--------`--------" and eight or sixteen digits.
func isWindbgAddress(token string) bool {
	if token == "--------" || token == "--------`--------" {
		return true
	}
	switch len(token) {
	case 17:
		return token[8] == '`' && digitsOfBase16(token[:8])+digitsOfBase16(token[9:]) == 16
	case 8, 16:
		return digitsOfBase16(token) == len(token)
	}
	return false
}

// digitsOfBase16 is the number of hexadecimal digits with which a text begins.
func digitsOfBase16(s string) int {
	n := 0
	for n < len(s) && base16[s[n]] {
		n++
	}
	return n
}

// base16 are the hexadecimal digits.
var base16 = func() (digits [256]bool) {
	for _, c := range []byte("0123456789abcdefABCDEF") {
		digits[c] = true
	}
	return digits
}()

// windbgSystem are the binaries of Windows, in lower case and without what follows an underscore.
var windbgSystem = setOf(`
ntdll kernel32 kernelbase nt hal win32k win32u user32 gdi32 gdi32full advapi32 ole32 combase oleaut32 rpcrt4 sechost shell32 shlwapi
ucrtbase ucrtbased msvcrt vcruntime140 vcruntime140d msvcp140 msvcp140d msvcr120 msvcp120 clr coreclr mscorlib mscorwks hostfxr
verifier vrfcore vfbasics apphelp wow64 wow64cpu wow64win ws2 mswsock crypt32 dbghelp wer faultrep
`)

// windbgOrigin knows the binaries of Windows and what starts a program.
func windbgOrigin(f *exception.Frame) Origin {
	if _, system := windbgSystem[windbgModule(f)]; system {
		return OriginPlatform
	}
	switch f.Function {
	case "__scrt_common_main_seh", "__scrt_common_main", "invoke_main", "mainCRTStartup", "wmainCRTStartup", "WinMainCRTStartup", "_threadstartex":
		return OriginRuntime
	}
	return originByPrefix(f.Function, windbgPrefixes)
}

var windbgPrefixes = []originRule{{"std::", OriginStandardLibrary}, {"__asan", OriginRuntime}, {"", OriginApplication}}

// windbgModule is the name of the binary in lower case; "ntdll_77290000" is one of two of that name.
func windbgModule(f *exception.Frame) string {
	name, _, _ := strings.Cut(f.Module, "_")
	return strings.ToLower(name)
}

// windbgIdentity is "module!function"; of a binary without symbols the module counts.
func windbgIdentity(dst []byte, f *exception.Frame) []byte {
	dst = append(append(dst, windbgModule(f)...), '!')
	return appendNativeName(dst, f.Function)
}
