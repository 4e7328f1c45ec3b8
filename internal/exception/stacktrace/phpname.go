package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Names of PHP may hold the place where something without a name was written, with the file's whole path:
//
//	Acme\{closure}                             a closure before PHP 8.4
//	{closure:Acme\Orders::place():12}          a closure in a method
//	{closure:/app/routes.php:12}               a closure outside functions
//	{closure:{closure:/app/routes.php:12}:13}  a closure in a closure
//	Acme\Base@anonymous␀/app/orders.php:11$0   an anonymous class; ␀ is a zero byte or however a logger writes it
const (
	phpClosure   = "{closure"
	phpAnonymous = "@anonymous"
)

// phpPlacesEnd returns where the last such place in the name of a function ends, 0 without one. Behind it
// stand the rest of the name and the arguments.
func phpPlacesEnd(call string) int {
	end := 0
	for range 2 { // the class, and a closure in it
		rest := call[end:]
		if open := strings.IndexByte(rest, '('); open >= 0 {
			rest = rest[:open]
		}
		closure, anonymous := strings.Index(rest, phpClosure+":"), strings.Index(rest, phpAnonymous)
		switch {
		case anonymous >= 0 && (closure < 0 || anonymous < closure):
			end += anonymous + len(phpAnonymous)
			end += phpAnonymousPlace(call[end:])
		case closure >= 0:
			n := closingBrace(call[end+closure:])
			if n < 0 {
				return end
			}
			end += closure + n
		}
	}
	return end
}

// phpAnonymousPlace returns the length of the place of an anonymous class that follows its name:
// "␀/app/orders.php:11$0".
func phpAnonymousPlace(rest string) int {
	dollar := strings.IndexByte(rest, '$')
	if dollar <= 0 || strings.HasPrefix(rest, "->") || strings.HasPrefix(rest, "::") {
		return 0
	}
	if _, _, ok := cutNumber(rest[:dollar]); !ok {
		return 0
	}
	end := dollar + 1
	for end < len(rest) && (isDigit(rest[end]) || 'a' <= rest[end] && rest[end] <= 'f') {
		end++
	}
	return end
}

// WithoutPlaceOfClass returns the name of a type without where the class was written, which PHP puts into the
// names of those without one. It is another after each deploy and each edit.
//
//	"Exception@anonymous␀/app/orders.php:11$0" → "Exception@anonymous"
func WithoutPlaceOfClass(typ string) string {
	if name, rest := cutPHPAnonymous(typ); name != "" && rest == "" {
		return name
	}
	return typ
}

// cutPHPAnonymous splits a text that begins with the name of an anonymous class and its place; name is
// without the place, and empty when the text does not begin so.
func cutPHPAnonymous(text string) (name, rest string) {
	at := strings.Index(text, phpAnonymous)
	if at <= 0 || strings.ContainsAny(text[:at], " :\n") {
		return "", text
	}
	at += len(phpAnonymous)
	n := phpAnonymousPlace(text[at:])
	if rest = text[at+n:]; n == 0 || rest != "" && rest[0] != ':' && rest[0] != '\n' {
		return "", text
	}
	return text[:at], rest
}

// closingBrace returns where the bracket that text begins with is closed, behind it; -1 when it is not.
func closingBrace(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// phpIdentity is "namespace.class.method", and "file:function" for what has no class or namespace.
func phpIdentity(dst []byte, f *exception.Frame) []byte {
	class, method := splitPHPName(f.Function)
	method, file := withoutPHPClosurePlace(method)
	if file == "" {
		file = f.File
	}
	if f.Function == phpMain || strings.Contains(method, phpClosure) || class == "" && !strings.Contains(method, `\`) {
		dst = append(append(dst, base(file)...), ':')
	}
	if class != "" {
		dst = append(appendPHPName(dst, class), '.')
	}
	return appendPHPName(dst, method)
}

// splitPHPName splits "Acme\Orders->place", "Acme\Orders::all" and "Acme.Orders.place", and takes off
// where an anonymous class stands.
func splitPHPName(name string) (class, method string) {
	head, _, _ := strings.Cut(name, phpClosure)
	closure := name[len(head):]
	if at := strings.Index(head, phpAnonymous); at >= 0 {
		class, head = head[:at+len(phpAnonymous)], head[at+len(phpAnonymous):]
		_, method = cutPHPArrow(head[phpAnonymousPlace(head):])
		return class, method + closure
	}
	class, method = cutPHPArrow(head)
	return class, method + closure
}

// cutPHPArrow splits a name at its last arrow. The hook of a property, "Acme\Cart->$total::get", is a method.
func cutPHPArrow(name string) (class, method string) {
	for _, arrow := range [...]string{"->", "::", "."} {
		if at := strings.LastIndex(name, arrow); at >= 0 {
			return name[:at], name[at+len(arrow):]
		}
	}
	return "", name
}

// withoutPHPClosurePlace takes the lines off the name of a closure, "{closure:Acme\Orders::place()}" of
// "{closure:Acme\Orders::place():12}", and the file, which it returns. A closure in a closure is like that one.
func withoutPHPClosurePlace(method string) (name, file string) {
	at := strings.Index(method, phpClosure)
	if at < 0 {
		return method, ""
	}
	namespace, in := method[:at+len(phpClosure)], method[at+len(phpClosure):]
	for {
		in = strings.TrimSuffix(in, "}")
		if rest, _, ok := cutNumber(in); ok {
			in = rest
		}
		inner, nested := strings.CutPrefix(in, ":"+phpClosure)
		if !nested {
			break
		}
		in = inner
	}
	if at := strings.Index(in, phpAnonymous); at >= 0 {
		at += len(phpAnonymous)
		in = in[:at] + in[at+phpAnonymousPlace(in[at:]):]
	}
	switch {
	case strings.HasSuffix(in, "()"):
		return namespace + in + "}", ""
	case lastSlash(in) < 0: // the SDK writes the slashes of Windows as dots
		return namespace + "}", ""
	}
	return namespace + "}", in[1:]
}

// appendPHPName writes the separators of namespaces as dots, as the OpenTelemetry SDK does.
func appendPHPName(dst []byte, name string) []byte {
	for i := range len(name) {
		c := name[i]
		if c == '\\' {
			c = '.'
		}
		dst = append(dst, c)
	}
	return dst
}
