package stacktrace

import "strings"

// mangled reads the name of a C++ function as the linker knows it, by the Itanium C++ ABI
// (https://itanium-cxx-abi.github.io/cxx-abi/abi.html#mangling), as far as a path needs it: parameters,
// template arguments, anonymous namespaces and lambdas are skipped, as in names that are printed in full.
//
//	_ZN4acme5Stock4takeIiEEvi → acme::Stock::take
type mangled struct {
	rest  string
	start int    // where the path begins in dst
	last  string // the last element, which a constructor repeats
	depth int    // of functions inside functions
}

const maxMangledDepth = 8

// appendMangled appends the path of "_ZN4acme5Stock4takeEi". ok is false, and dst as it was, for a name of
// another kind or with parts that are not known.
func appendMangled(dst []byte, name string) (path []byte, ok bool) {
	rest, ok := strings.CutPrefix(name, "_Z")
	if !ok {
		return dst, false
	}
	m := mangled{rest: rest, start: len(dst)}
	if path, ok = m.name(dst); !ok || len(path) == len(dst) {
		return dst, false
	}
	return path, true
}

// take skips a prefix if it is there.
func (m *mangled) take(prefix string) bool {
	rest, ok := strings.CutPrefix(m.rest, prefix)
	m.rest = rest
	return ok
}

// name reads the name of a function with all that it stands in.
func (m *mangled) name(dst []byte) ([]byte, bool) {
	if m.depth++; m.depth > maxMangledDepth {
		return dst, false
	}
	if m.take("Z") { // inside another function
		dst, ok := m.name(dst)
		if !ok || !m.types() {
			return dst, false
		}
		return m.name(dst)
	}
	if !m.take("N") {
		if m.take("St") {
			dst = m.element(dst, "std")
		}
		return m.part(dst)
	}
	m.rest = strings.TrimLeft(m.rest, "rVKRO")
	if m.take("St") {
		dst = m.element(dst, "std")
	}
	for !m.take("E") {
		var ok bool
		if dst, ok = m.part(dst); !ok {
			return dst, false
		}
	}
	return dst, true
}

// part reads one element, with its template arguments.
func (m *mangled) part(dst []byte) ([]byte, bool) {
	m.take("L") // of one file only
	if m.rest == "" {
		return dst, false
	}
	switch c := m.rest[0]; {
	case isDigit(c):
		name, ok := m.source()
		if !ok {
			return dst, false
		}
		if name != "_GLOBAL__N_1" {
			dst = m.element(dst, name)
		}
	case (c == 'C' || c == 'D') && m.last != "" && len(m.rest) > 1 && isDigit(m.rest[1]):
		m.rest = m.rest[2:]
		if class := m.last; c == 'C' {
			dst = m.element(dst, class)
		} else {
			dst = append(m.element(dst, "~"), class...)
		}
		m.last = "" // once
	case c == 'U':
		if !m.unnamed() {
			return dst, false
		}
	case 'a' <= c && c <= 'z' && len(m.rest) > 1:
		name, ok := mangledOperators[m.rest[:2]]
		if !ok {
			return dst, false
		}
		m.rest = m.rest[2:]
		dst = append(m.element(dst, "operator"), name...)
	default:
		return dst, false
	}
	for m.take("B") { // an ABI tag
		if _, ok := m.source(); !ok {
			return dst, false
		}
	}
	if m.take("I") {
		return dst, m.types()
	}
	return dst, true
}

// element appends a name behind what it stands in.
func (m *mangled) element(dst []byte, name string) []byte {
	if len(dst) > m.start {
		dst = append(dst, "::"...)
	}
	m.last = name
	return append(dst, name...)
}

// source reads "4take".
func (m *mangled) source() (name string, ok bool) {
	end := digits(m.rest)
	n, ok := number(m.rest[:end])
	if !ok || n > len(m.rest)-end {
		return "", false
	}
	name = m.rest[end : end+n]
	m.rest = m.rest[end+n:]
	return name, true
}

// unnamed skips a lambda, "UliE_", or a type without a name, "Ut_".
func (m *mangled) unnamed() bool {
	if m.take("Ul") {
		if !m.types() {
			return false
		}
	} else if !m.take("Ut") {
		return false
	}
	m.rest = m.rest[digits(m.rest):]
	return m.take("_")
}

// types skips types and values up to the E that ends their list.
func (m *mangled) types() bool {
	for depth := 1; depth > 0; {
		if m.rest == "" {
			return false
		}
		switch c := m.rest[0]; {
		case isDigit(c):
			if _, ok := m.source(); !ok {
				return false
			}
			continue
		case c == 'E':
			depth--
		case strings.IndexByte("INJFZ", c) >= 0:
			depth++
		case c == 'S' || c == 'T': // something that was named before, or a parameter
			if !m.reference() {
				return false
			}
			continue
		case c == 'A': // an array
			m.rest = m.rest[1+digits(m.rest[1:]):]
			if !m.take("_") {
				return false
			}
			continue
		case c == 'L':
			if !m.value() {
				return false
			}
			continue
		case c == 'U':
			if !m.unnamed() {
				return false
			}
			continue
		case c == 'D':
			if len(m.rest) < 2 || strings.IndexByte("pniusahdefo", m.rest[1]) < 0 && !isDigit(m.rest[1]) {
				return false
			}
			m.rest = m.rest[1:]
		case strings.IndexByte("PRKOVMCG", c) >= 0 || 'a' <= c && c <= 'z':
		default:
			return false
		}
		m.rest = m.rest[1:]
	}
	return true
}

// reference skips "S_", "S1A_", "St" and "T0_".
func (m *mangled) reference() bool {
	m.rest = m.rest[1:]
	if m.rest != "" && 'a' <= m.rest[0] && m.rest[0] <= 'z' {
		m.rest = m.rest[1:]
		return true
	}
	end := 0
	for end < len(m.rest) && (isDigit(m.rest[end]) || 'A' <= m.rest[end] && m.rest[end] <= 'Z') {
		end++
	}
	m.rest = m.rest[end:]
	return m.take("_")
}

// value skips a value in a list of template arguments: "Li12E", "Lb1E", "LN4acme4KindE2E".
func (m *mangled) value() bool {
	m.rest = m.rest[1:]
	switch {
	case m.take("N"):
		if !m.types() {
			return false
		}
	case m.rest == "":
		return false
	case isDigit(m.rest[0]):
		if _, ok := m.source(); !ok {
			return false
		}
	case 'a' <= m.rest[0] && m.rest[0] <= 'z':
		m.rest = m.rest[1:]
	default:
		return false
	}
	m.take("n")
	m.rest = m.rest[digits(m.rest):]
	return m.take("E")
}

// mangledOperators are the names of operators behind "operator", without brackets, which names in full lose.
var mangledOperators = map[string]string{
	"nw": " new", "na": " new", "dl": " delete", "da": " delete", "co": "~", "pl": "+", "mi": "-", "ml": "*", "dv": "/", "rm": "%",
	"an": "&", "or": "|", "eo": "^", "aS": "=", "pL": "+=", "mI": "-=", "mL": "*=", "dV": "/=", "rM": "%=", "aN": "&=", "oR": "|=",
	"eO": "^=", "ls": "<<", "rs": ">>", "lS": "<<=", "rS": ">>=", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
	"ss": "<=>", "nt": "!", "aa": "&&", "oo": "||", "pp": "++", "mm": "--", "cm": ",", "pm": "->*", "pt": "->", "cl": "", "ix": "",
	"de": "*", "ad": "&", "ng": "-", "ps": "+",
}
