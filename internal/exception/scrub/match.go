package scrub

import "strings"

// jwtLen returns the length of a JSON Web Token at the start of s, 0 for none: "eyJ" is the
// base64 of {" with which its first two parts begin. A cut one counts, too.
func jwtLen(s string) int {
	if !strings.HasPrefix(s, "eyJ") {
		return 0
	}
	end, dots := 0, 0
	for end < len(s) && (isLetter(s[end]) || isDigit(s[end]) || s[end] == '_' || s[end] == '-' || s[end] == '.') {
		if s[end] == '.' {
			dots++
		}
		end++
	}
	end = len(strings.TrimRight(s[:end], "."))
	if dots == 0 || end < 20 {
		return 0
	}
	return end
}

// Lengths of the numbers of payment cards (ISO/IEC 7812).
const (
	minCardDigits = 13
	maxCardDigits = 19
)

// cardLen returns the length of the number of a payment card at the start of s, 0 for none: 13 to
// 19 digits that begin like a card's, in one run or in groups of which the first has four, and whose
// last is the check digit of Luhn's algorithm.
func cardLen(s string) int {
	if s[0] < '2' || '6' < s[0] {
		return 0
	}
	var number [maxCardDigits]byte
	digits, group, end := 0, 0, 0
	separator := byte(0)
	for ; end < len(s); end++ {
		c := s[end]
		if isDigit(c) {
			if digits == maxCardDigits {
				return 0 // too long for a card
			}
			number[digits] = c - '0'
			digits++
			group++
			continue
		}
		if c != ' ' && c != '-' || separator == 0 && group != 4 || separator != 0 && c != separator ||
			group < 4 || group > 6 || end+1 == len(s) || !isDigit(s[end+1]) {
			break
		}
		if digits >= minCardDigits && luhn(number[:digits]) {
			break // complete; what follows is another number
		}
		separator, group = c, 0
	}
	if digits < minCardDigits || end < len(s) && isWord(s[end]) || !luhn(number[:digits]) {
		return 0
	}
	return end
}

// luhn checks the last digit (ISO/IEC 7812-1, annex B): counted from the right, each second digit
// is doubled and its digits are summed; the sum of all is a multiple of ten.
func luhn(digits []byte) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i])
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// at looks around an @ for an e-mail address or the user info of a URL.
func (s *scanner) at(i int) int {
	from := i
	for from > max(i-lookBytes, s.done) && isUserInfo(s.text[from-1]) && s.text[from-1] != '@' {
		from--
	}
	// user:password@host, behind the scheme
	if slash := strings.LastIndex(s.text[from:i], "//"); slash >= 0 && from+slash > 0 && s.text[from+slash-1] == ':' {
		from += slash + len("//")
		// A password may hold an @ itself; the last one before the path is the end of it.
		for j := i + 1; j < min(len(s.text), i+lookBytes) && isUserInfo(s.text[j]) && s.text[j] != '/'; j++ {
			if s.text[j] == '@' {
				i = j
			}
		}
		if from < i && i+1 < len(s.text) && (isHostByte(s.text[i+1]) || s.text[i+1] == '[') {
			return s.replace(from, i, KindSecret)
		}
		return i + 1
	}
	from = i
	for from > max(i-lookBytes, s.done) && isLocalByte(s.text[from-1]) {
		from--
	}
	for from < i && s.text[from] == '.' {
		from++
	}
	end := i + 1 + domainLen(s.text[i+1:])
	if from == i || end == i+1 {
		return i + 1
	}
	if end < len(s.text) && s.text[end] == '/' && isDigit(s.text[i+1]) {
		return i + 1 // a version or a number in a path: /user@1000.service/
	}
	return s.replace(from, end, KindEmail)
}

// domainLen returns the length of a domain name with a top level at the start of s, 0 for none.
// Versions (pkg@1.2.3-beta) and file names (icon@2x.png) are none.
func domainLen(s string) int {
	end := 0
	for end < len(s) && end < lookBytes && isHostByte(s[end]) {
		end++
	}
	domain := strings.TrimRight(s[:end], ".-")
	dot := strings.LastIndexByte(domain, '.')
	if dot <= 0 {
		return 0
	}
	top := domain[dot+1:]
	if len(top) < 2 {
		return 0
	}
	for i := range len(top) {
		if !isLetter(top[i]) && top[i] < 0x80 {
			return 0
		}
	}
	if _, file := fileEndings[strings.ToLower(top)]; file {
		return 0
	}
	first, rest, _ := strings.Cut(domain, ".")
	second, _, _ := strings.Cut(rest, ".")
	if isNumber(strings.TrimPrefix(first, "v")) && isNumber(second[:min(1, len(second))]) {
		return 0
	}
	return len(domain)
}

// fileEndings are no top-level domains in what programs print.
var fileEndings = setOf(`
png jpg jpeg gif svg webp js mjs cjs ts jsx tsx css map json html tgz gz zip jar whl yml yaml xml txt log vue
`)

func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// isLocalByte covers what stands before the @ of an e-mail address in practice.
func isLocalByte(c byte) bool {
	return isWord(c) || c == '.' || c == '-' || c == '+' || c == '%'
}

func isHostByte(c byte) bool { return isWord(c) || c == '.' || c == '-' }

// isUserInfo covers what may stand between the scheme of a URL and an @.
func isUserInfo(c byte) bool {
	return c > ' ' && strings.IndexByte("\"'<>`{}[]()|\\?#", c) < 0
}
