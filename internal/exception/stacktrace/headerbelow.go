package stacktrace

import "strings"

// headerBelow drops what a runtime printed above the header of an exception, where its first line holds none:
//
//	/app/orders.js:3                       FATAL EXCEPTION: main
//	  throw new TypeError('no stock');     Process: com.acme.shop, PID: 17
//	  ^                                    java.lang.IllegalStateException: no stock
//
//	TypeError: no stock
//
// The first line that begins with the name of an exception is the header then; without one nothing is dropped.
func headerBelow(text string) string {
	if strings.IndexByte(text, '\n') < 0 {
		return text
	}
	l := lines{text: text}
	for n := range headerLines {
		line, ok := l.scan()
		if !ok {
			break
		}
		if typ, _ := splitHeader(line); n == 0 && typ != "" {
			break
		}
		if _, kind := headerIn(line); kind == headerStrong {
			return text[l.at:]
		}
	}
	return text
}
