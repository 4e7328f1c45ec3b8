package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// splitNativeHeader returns the type and message of the first line that has a type, else the last line, and
// the place in the source that it names. Of several findings of UndefinedBehaviorSanitizer the last is the
// one with a stack.
func splitNativeHeader(header string, place *exception.Frame) (typ, message string) {
	l := lines{text: header}
	last := ""
	for {
		line, ok := l.scan()
		if !ok {
			if typ == "" {
				message = last
			}
			return typ, message
		}
		line = strings.TrimSpace(line)
		kind, text := nativeHeader(line)
		if kind == "" {
			last = line
			continue
		}
		typ, message = kind, text
		nativePlace(place, line)
		if kind == nativeUndefined {
			continue
		}
		if message == "" {
			message = nativeMessageBelow(header[l.at:])
		}
		return typ, message
	}
}

// nativeMessages introduce the message some lines below the type, the most telling first.
var nativeMessages = []string{
	"what():", "Abort message: ", "Exception Message:", "Exception Subtype:", "Application Specific Information:",
	"Termination Reason:", "Exception Codes:",
}

// nativeMessageBelow returns the message that stands below a type.
func nativeMessageBelow(header string) string {
	for _, name := range nativeMessages {
		if _, message, ok := strings.Cut(header, name); ok {
			message, _, _ = strings.Cut(strings.TrimSpace(message), "\n")
			return strings.Trim(message, "' \r")
		}
	}
	if strings.HasPrefix(header, "# ") { // of V8
		_, below, _ := strings.Cut(header, "\n")
		below = strings.TrimLeft(below, "# \r\n")
		below, _, _ = strings.Cut(below, "\n")
		return strings.TrimSpace(below)
	}
	return ""
}

const nativeUndefined = "runtime error"

// nativeHeader reads the line in which a tool says what happened.
func nativeHeader(line string) (typ, message string) {
	line = strings.TrimRight(line, " \t\r")
	if len(line) < nativeHeaderMin {
		return "", ""
	}
	for i := range nativeHeaders {
		h := &nativeHeaders[i]
		if before, rest, ok := strings.Cut(line, h.mark); ok {
			if typ, message = h.read(before, rest); typ != "" {
				return typ, message
			}
		}
	}
	return "", ""
}

// nativeHeaderMin is the length of the shortest mark.
const nativeHeaderMin = len("), code ")

// nativeHeaders are what stands between the parts of such a line, and how to read these.
var nativeHeaders = []struct {
	mark string
	read func(before, rest string) (typ, message string)
}{
	{"Sanitizer: ", func(before, rest string) (typ, message string) {
		if strings.HasPrefix(before, "SUMMARY:") {
			return "", ""
		}
		typ, _, _ = strings.Cut(rest, " on ")
		typ, _, _ = strings.Cut(typ, " (")
		return typ, rest
	}},
	{": runtime error: ", func(_, rest string) (typ, message string) { return nativeUndefined, rest }},
	{" received signal ", nativeSignal},
	{" terminated with signal ", nativeSignal},
	{"stop reason = ", func(_, rest string) (typ, message string) { // lldb
		typ, _, _ = strings.Cut(strings.TrimPrefix(rest, "signal "), " ")
		if typ = strings.TrimSuffix(typ, ":"); typ != strings.ToUpper(typ) {
			return "", ""
		}
		return typ, rest
	}},
	{"), code ", func(before, rest string) (typ, message string) { // Android: signal 11 (SIGSEGV), code 1 (SEGV_MAPERR)
		_, signal, _ := strings.Cut(before, "signal ")
		_, typ, _ = strings.Cut(signal, "(")
		return typ, ""
	}},
	{"Received signal ", func(_, rest string) (typ, message string) { // Chromium: Received signal 11 SEGV_MAPERR 7f6b0c580000
		_, typ, _ = strings.Cut(rest, " ")
		typ, _, _ = strings.Cut(typ, " ")
		return typ, "signal " + rest
	}},
	{"terminate called after throwing an instance of '", func(_, rest string) (typ, message string) {
		typ, _, _ = strings.Cut(rest, "'")
		return typ, ""
	}},
	{" uncaught exception of type ", func(_, rest string) (typ, message string) { // libc++abi
		typ, message, _ = strings.Cut(rest, ": ")
		return typ, message
	}},
	{"uncaught exception '", func(_, rest string) (typ, message string) {
		typ, rest, _ = strings.Cut(rest, "'")
		return typ, strings.TrimSuffix(strings.TrimPrefix(rest, ", reason: '"), "'")
	}},
	{"Assertion `", func(_, rest string) (typ, message string) {
		if message, ok := strings.CutSuffix(rest, "' failed."); ok {
			return "Assertion", message
		}
		return "", ""
	}},
	{"Assertion failed: (", func(_, rest string) (typ, message string) { // of Apple and BSD
		message, _, _ = strings.Cut(rest, "), function ")
		return "Assertion", message
	}},
	{"Exception Type:", func(before, rest string) (typ, message string) {
		if before != "" {
			return "", ""
		}
		typ, _, _ = strings.Cut(strings.TrimSpace(rest), " (")
		return typ, ""
	}},
	{"ERROR: libFuzzer: ", func(_, rest string) (typ, message string) { return rest, rest }},
	{"FATAL ERROR: ", func(_, rest string) (typ, message string) { return "FATAL ERROR", rest }},
	{"Fatal error: ", func(_, rest string) (typ, message string) { return "Fatal error", rest }},
	{"Precondition failed: ", func(_, rest string) (typ, message string) { return "Precondition failed", rest }},
	{"Assertion failed: ", func(_, rest string) (typ, message string) { return "Assertion failed", rest }},
	{"Program crashed: ", func(_, rest string) (typ, message string) {
		typ, _, _ = strings.Cut(rest, " at 0x")
		return typ, rest
	}},
	{"Check failed: ", func(_, rest string) (typ, message string) { return "Check failed", rest }},
	{" error in ", func(before, _ string) (typ, message string) { // V8
		kind, ok := strings.CutPrefix(before, "# ")
		if !ok || strings.ContainsAny(kind, " \t") {
			return "", ""
		}
		return kind + " error", ""
	}},
}

// nativeSignal reads "SIGSEGV, Segmentation fault."
func nativeSignal(_, rest string) (typ, message string) {
	typ, message, _ = strings.Cut(strings.TrimSuffix(rest, "."), ", ")
	return typ, message
}

// nativePlace reads the place in the source that a header names: "/src/stock.c:7:3: runtime error: …",
// "# Fatal error in src/stock.cc, line 7" and "[…:FATAL:stock.cc(7)] Check failed: …".
func nativePlace(place *exception.Frame, header string) {
	var f exception.Frame
	if before, _, ok := strings.Cut(header, ": runtime error: "); ok {
		readPosition(&f, before)
	} else if before, _, ok := strings.Cut(header, "] Check failed: "); ok {
		if open := strings.LastIndexByte(before, '('); open >= 0 && strings.HasSuffix(before, ")") {
			before = before[:open] + ":" + before[open+1:len(before)-1]
		}
		readPosition(&f, before)
		f.File = f.File[strings.LastIndexAny(f.File, " :")+1:]
	} else if _, rest, ok := strings.Cut(header, " error in "); ok {
		file, line, placed := strings.Cut(rest, ", line ")
		if !placed && strings.HasSuffix(file, "()") {
			place.Function = file
		}
		f.File = file
		f.Line, _ = number(line)
	}
	if f.Line > 0 && isNativeSource(f.File) && !strings.ContainsAny(f.File, " \t") {
		*place = f
	}
}
