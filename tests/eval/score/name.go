package score

import (
	"strings"
)

// Function says whether a name is the expected one. Tools print one function in several ways, so
// these do not count: where an anonymous class of PHP was written; module or class before it, when the other has none; "new ", "async " and
// " [as alias]" of JavaScript; the module of Java before a slash; the list of arguments; and all ways
// to say that there is no name.
func Function(expected, module, function string) bool {
	want := plain(expected)
	if anonymous(want) {
		return anonymous(withoutReceiver(plain(function)))
	}
	bare := plain(function)
	if want == bare || want == withoutReceiver(bare) && want != "" {
		return true
	}
	if module == "" {
		return false
	}
	for _, separator := range [...]string{".", "::", "->", "#", ":", "/"} {
		if want == plain(module+separator+function) {
			return true
		}
	}
	return false
}

// withoutReceiver drops the object or class before a name: "Object.start", "Cart::total".
func withoutReceiver(name string) string {
	if at := strings.LastIndex(name, "::"); at >= 0 {
		return name[at+2:]
	}
	return name[strings.LastIndexByte(name, '.')+1:]
}

// plain drops what does not count.
func plain(name string) string {
	name = strings.TrimSpace(name)
	name, _, _ = strings.Cut(name, " [as ")
	if class, place, found := strings.Cut(name, "@anonymous\x00"); found { // which getTrace says and a trace does not print
		_, method, _ := strings.Cut(place, "$")
		name = class + "@anonymous" + strings.TrimLeft(method, "0123456789abcdef")
	}
	if name == "eval {...}" { // as Carp prints what caller calls (eval)
		return "(eval)"
	}
	for _, prefix := range [...]string{"async ", "new "} {
		name = strings.TrimPrefix(name, prefix)
	}
	name = withoutArguments(name)
	for _, module := range [...]string{"java.", "jdk."} {
		if slash := strings.IndexByte(name, '/'); slash > 0 && strings.HasPrefix(name, module) {
			name = name[slash+1:]
		}
	}
	return name
}

// withoutArguments cuts a list in round brackets that ends a name, with the space before it.
func withoutArguments(name string) string {
	if method, found := strings.CutSuffix(name, ") const"); found { // of C++
		name = method + ")"
	}
	if !strings.HasSuffix(name, ")") {
		return name
	}
	depth := 0
	for i := len(name) - 1; i > 0; i-- {
		switch name[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return strings.TrimRight(name[:i], " ")
			}
		}
	}
	return name
}

func anonymous(name string) bool {
	switch name {
	case "", "?", "??", "<unknown>", "<anonymous>", "<fn>", "{anonymous}", "(anonymous)", "anonymous", "<anonymous function>",
		"(anonymous function)", "Anonymous function":
		return true
	}
	return false
}

// File says whether a path is the expected one; a path that is a file URL is that path.
func File(expected, got string) bool {
	return strings.TrimPrefix(expected, "file://") == strings.TrimPrefix(got, "file://")
}
