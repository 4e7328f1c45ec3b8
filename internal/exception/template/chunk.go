package template

import (
	"net/netip"
	"strings"
)

// whole recognises variables that take a whole chunk. It returns the placeholder, "" for none.
func whole(chunk string, seen byte) string {
	switch {
	case seen&isAt != 0 && isEmail(chunk):
		return "<email>"
	case seen&isDigit == 0:
		return ""
	case isTimestamp(chunk):
		return "<date>"
	case isClock(chunk):
		return "<time>"
	case isMAC(chunk):
		return "<mac>"
	case isIP(chunk):
		return "<ip>"
	case isJWT(chunk):
		return "<jwt>"
	case isRandom(chunk):
		return "<id>"
	}
	return ""
}

// isEmail accepts local@domain.tld.
func isEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	dot := strings.LastIndexByte(domain, '.')
	if !ok || local == "" || dot <= 0 || len(domain)-dot < 3 {
		return false
	}
	for i := range len(local) {
		if class[local[i]]&isWord == 0 && !strings.ContainsRune("._%+-", rune(local[i])) {
			return false
		}
	}
	for i := range len(domain) {
		c := domain[i]
		if class[c]&isWord == 0 && c != '.' && c != '-' || i > dot && !isLetter(c) {
			return false
		}
	}
	return true
}

// isIP accepts IPv4 and IPv6 addresses with port, zone or prefix length. "a::b" and "std::vector"
// are scopes of a programming language and no addresses.
func isIP(s string) bool {
	if addr, bits, ok := strings.Cut(s, "/"); ok {
		return len(bits) > 0 && len(bits) <= 3 && digitsLen(bits) == len(bits) && isIP(addr)
	}
	dots, colons := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.':
			dots++
		case c == ':':
			colons++
		case c == '%' && colons > 1:
			s = s[:i] // the zone is checked by nobody
			return isIP(s)
		case !isHex(c):
			return false
		}
	}
	switch {
	case dots == 3 && colons <= 1:
		addr, port, _ := strings.Cut(s, ":")
		if len(port) > 5 || digitsLen(port) != len(port) {
			return false
		}
		return isIPv4(addr)
	case colons < 2 || colons > 8 || len(s) > 45:
		return false
	case colons == 2 && strings.Contains(s, "::") && isLetter(s[0]) && s[0]|0x20 != 'f':
		return false
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}

func isIPv4(s string) bool {
	for part := 0; ; part++ {
		n := digitsLen(s)
		if n == 0 || n > 3 || n == 3 && s[:3] > "255" {
			return false
		}
		if s = s[n:]; s == "" {
			return part == 3
		}
		if s[0] != '.' {
			return false
		}
		s = s[1:]
	}
}

// isMAC accepts six pairs of hexadecimal digits between colons or dashes.
func isMAC(s string) bool {
	if len(s) != 17 || s[2] != ':' && s[2] != '-' {
		return false
	}
	for i := range len(s) {
		if i%3 == 2 && s[i] != s[2] || i%3 != 2 && !isHex(s[i]) {
			return false
		}
	}
	return true
}

// isJWT accepts three parts of base64url of which the first is a JSON object.
func isJWT(s string) bool {
	if !strings.HasPrefix(s, "eyJ") || strings.Count(s, ".") != 2 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; class[c]&isWord == 0 && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// isRandom accepts long base64 and base64url: kinds of characters that change far more often than
// in words and paths.
func isRandom(s string) bool {
	if len(s) < 20 {
		return false
	}
	const other, digit, lower, upper = 1, 2, 4, 8
	changes, kinds, last := 0, 0, 0
	for i := range len(s) {
		kind := other
		switch c := s[i]; {
		case isDigitByte(c):
			kind = digit
		case 'a' <= c && c <= 'z':
			kind = lower
		case 'A' <= c && c <= 'Z':
			kind = upper
		case c == '+' || c == '/' || c == '-' || c == '_':
		default:
			return false
		}
		if i > 0 && kind != last {
			changes++
		}
		last = kind
		kinds |= kind
	}
	return kinds&^other == digit|lower|upper && changes*5 >= len(s)*2
}
