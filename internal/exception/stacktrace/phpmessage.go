package stacktrace

import "strings"

// withoutPHPPlace takes off what PHP says about the caller, and the place in the name of a closure or an
// anonymous class:
//
//	"take(): Argument #1 must be of type int, string given, called in /app/a.php on line 16"
//	"Too few arguments to function take(), 0 passed in /app/a.php on line 16 and exactly 1 expected"
//	"{closure:/app/a.php:12}(): Argument #1 must be of type int, string given"
func withoutPHPPlace(message string) string {
	if at := strings.Index(message, phpClosure+":"); at >= 0 {
		if n := closingBrace(message[at:]); n > 0 {
			name, _ := withoutPHPClosurePlace(message[at : at+n])
			message = message[:at] + name + message[at+n:]
		}
	}
	if at := strings.Index(message, phpAnonymous); at >= 0 {
		at += len(phpAnonymous)
		message = message[:at] + message[at+phpAnonymousPlace(message[at:]):]
	}
	const in, onLine = " in ", " on line "
	end := strings.LastIndex(message, onLine)
	if end < 0 {
		return message
	}
	start := strings.LastIndex(message[:end], in)
	if start < 0 || !strings.Contains(message[start:end], ".php") {
		return message // of a file that the program reads
	}
	rest := strings.TrimLeft(message[end+len(onLine):], "0123456789")
	return strings.TrimSuffix(message[:start], ", called") + rest
}
