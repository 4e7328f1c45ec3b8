package template

import "strings"

// special recognises variables at the start of s that have other characters than letters and
// digits inside, or a fixed length: UUIDs, times with a zone, addresses inside longer chunks. seen are
// the classes of the bytes of the chunk. It returns their length.
func special(s string, seen byte) (length int, placeholder string) {
	if seen&isAt != 0 {
		if n := emailLen(s); n > 0 {
			return n, "<email>"
		}
	}
	if isUUID(s) {
		return 36, "<uuid>"
	}
	if n := dateLen(s); n > 0 && (n == len(s) || class[s[n]]&isWord == 0) {
		return n, "<date>"
	}
	if n := ipv4Len(s); n > 0 {
		return n, "<ip>"
	}
	return 0, ""
}

// maxEmail is the longest address that is looked for inside a chunk.
const maxEmail = 254

// emailLen returns the length of an e-mail address, or a file named by one, that is a part of a path at the
// start of s; 0 for none.
func emailLen(s string) int {
	end := 0
	for end < len(s) && s[end] != '/' && s[end] != '?' {
		if end++; end > maxEmail {
			return 0
		}
	}
	address := strings.TrimRight(s[:end], ".:!?")
	if !isEmail(address) {
		return 0
	}
	return len(address)
}

// decimalBehindName looks for a number with a fraction behind the letters of word, at the start of s:
// "n18.50". It returns how many letters there are and where the number ends, 0 for none.
func decimalBehindName(s, word string) (letters, end int) {
	for letters < len(word) && !isDigitByte(word[letters]) {
		letters++
	}
	if letters+digitsLen(word[letters:]) != len(word) || len(s) < len(word)+2 || s[len(word)] != '.' {
		return 0, 0
	}
	n := digitsLen(s[len(word)+1:])
	if end = len(word) + 1 + n; n == 0 || end < len(s) && (s[end] == '.' || class[s[end]]&isWord != 0) {
		return 0, 0 // "web1.42.example.com" is a name
	}
	return letters, end
}

// isUUID: 8-4-4-4-12 hexadecimal digits at the start of s, and no word goes on behind.
func isUUID(s string) bool {
	if len(s) < 36 || s[8] != '-' || len(s) > 36 && class[s[36]]&isWord != 0 {
		return false
	}
	for i := range 36 {
		switch i {
		case 8, 13, 18, 23:
			if s[i] != '-' {
				return false
			}
		default:
			if !isHex(s[i]) {
				return false
			}
		}
	}
	return true
}

// ipv4Len returns the length of an IPv4 address at the start of s, 0 for none.
func ipv4Len(s string) int {
	if !isDigitByte(s[0]) {
		return 0
	}
	end := 0
	for end < len(s) && end < 16 && (isDigitByte(s[end]) || s[end] == '.') {
		end++
	}
	addr := strings.TrimRight(s[:end], ".")
	if end < len(s) && class[s[end]]&isWord != 0 || !isIPv4(addr) {
		return 0
	}
	return len(addr)
}

// numberedNames are names whose number says what they are and not which one.
var numberedNames = names(`
utf ucs iso cp windows latin koi8 gb big ibm ascii us euc shift sha sha1 sha2 sha3 md rsa aes ed ec ecdsa secp hmac
base int uint float double i u f x win ipv tls tlsv ssl sslv http h oauth rfc python java jdk jre go node php ruby
es ecma es5 es6 log4j web k vt s ec2 s3 v8 gpt rc http2 crc murmur xxh xxhash
`)

// hyphenNames are those of them that a number stands behind with a dash or an underscore.
var hyphenNames = names("utf ucs iso cp windows latin koi8 sha sha1 sha2 sha3 md aes rsa rc rfc crc http tls ssl h x python php ruby java jdk jre es")

// protocols are what a version stands behind with a slash: "HTTP/1.1".
var protocols = map[string]bool{"HTTP": true, "HTTPS": true, "SIP": true, "RTSP": true, "TLS": true, "SSL": true, "SMTP": true}

func names(words string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// keptName returns the length of a name at the start of s, whose first word is word, that keeps
// its digits together with a version behind it: "sha256", "python3.11", "TLSv1.2", "x86_64".
func keptName(s, word string) int {
	letters := 0
	for letters < len(word) && !isDigitByte(word[letters]) {
		letters++
	}
	digits := digitsLen(word[letters:])
	if letters+digits != len(word) || !numberedNames[strings.ToLower(word[:letters])] || digits > 4 {
		return 0
	}
	return len(word) + versionLen(s[len(word):])
}

// versionLen returns the length of ".11", ".1.2", "_64" or "-1" at the start of s: short numbers that
// go on behind a number that is kept.
func versionLen(s string) int {
	end := 0
	for range 3 {
		if end >= len(s) || s[end] != '.' && s[end] != '_' && s[end] != '-' {
			break
		}
		n := digitsLen(s[end+1:])
		if n == 0 || n > 2 || end+1+n < len(s) && class[s[end+1+n]]&isWord != 0 {
			break
		}
		end += 1 + n
	}
	return end
}

// nameWithNumber looks at a word that begins with a letter and holds digits. It returns the
// placeholder for word[at:], or "" for a name that keeps its digits.
func nameWithNumber(word string) (placeholder string, at int) {
	digits, runs, hex, letters, longest := 0, 0, true, 0, 0
	for i := range len(word) {
		if isDigitByte(word[i]) {
			if digits++; letters > 0 {
				runs++
			}
			letters = 0
		} else {
			letters++
			longest = max(longest, letters)
		}
		hex = hex && isHex(word[i])
	}
	inside := letters > 0 // letters behind the last digit
	switch {
	case hex && len(word) >= 6:
		return idPlaceholder(word), 0
	case len(word) >= 8 && runs >= 3, len(word) >= 16 && digits*4 >= len(word) && runs >= 2:
		return idPlaceholder(word), 0
	case inside && longest <= 3 && (runs >= 2 || digits >= 2) && oneCase(word) && !isMixedName(word):
		return idPlaceholder(word), 0
	case len(word) >= 12 && mixed(word)*5 >= len(word)*3:
		return idPlaceholder(word), 0
	case runs == 1 && !inside && (digits >= 3 || len(word)-digits >= 2): // "v1" says what it is
		return "<num>", len(word) - digits
	case digits >= 5:
		return idPlaceholder(word), 0
	}
	return "", 0
}

// shortID is the length up to which an id of letters and digits may by chance be a number.
const shortID = 16

// idPlaceholder stands for an id. A short one looks as a number does: the next may be one.
func idPlaceholder(word string) string {
	if len(word) < shortID {
		return "<num>"
	}
	return "<id>"
}

// mixedNames hold digits between letters and are no ids.
var mixedNames = names("i18n l10n a11y k8s log4j b2b b2c c2c p2p e2e h2o utf8mb4 web2py s3a s3n x86 p12 pkcs12 r2dbc n1ql")

// isMixedName accepts names whose digits say what they are, and stages of versions: "v1beta1".
func isMixedName(word string) bool {
	name := strings.ToLower(word)
	if mixedNames[name] {
		return true
	}
	if name[0] == 'v' || name[0] == 'r' {
		name = name[1:]
		name = name[digitsLen(name):]
		for _, stage := range [...]string{"alpha", "beta", "rc", "p", "b", "a", "u"} {
			if rest, ok := strings.CutPrefix(name, stage); ok && digitsLen(rest) == len(rest) {
				return true
			}
		}
	}
	return false
}

// oneCase says that there are no capital beside small letters, as names in programs have them.
func oneCase(word string) bool {
	lower, upper := false, false
	for i := range len(word) {
		lower = lower || 'a' <= word[i] && word[i] <= 'z'
		upper = upper || 'A' <= word[i] && word[i] <= 'Z'
	}
	return !lower || !upper
}

// mixed returns how often a word changes between digits, small and capital letters, 0 when one is missing.
func mixed(word string) int {
	const digit, lower, upper = 1, 2, 4
	changes, kinds, last := 0, 0, 0
	for i := range len(word) {
		kind := lower
		switch c := word[i]; {
		case isDigitByte(c):
			kind = digit
		case 'A' <= c && c <= 'Z':
			kind = upper
		}
		if i > 0 && kind != last {
			changes++
		}
		last = kind
		kinds |= kind
	}
	if kinds != digit|lower|upper {
		return 0
	}
	return changes
}

// number recognises what begins with a digit at the start of s: numbers with thousands separators,
// fraction and exponent, versions, hexadecimal numbers, durations, ids. It returns the length.
func number(s string) (length int, placeholder string) {
	word := 0
	hex, letters, digits := true, 0, 0
	for word < len(s) && class[s[word]]&isWord != 0 {
		if isDigitByte(s[word]) {
			digits++
		} else {
			letters++
		}
		hex = hex && isHex(s[word])
		word++
	}
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' && isHex(s[2]) {
		return word, "<hex>"
	}
	if n := durationLen(s); n > 0 {
		return n, "<duration>"
	}
	if letters > 0 && (hex && word >= 4 || word >= 8 && digits >= 2) {
		return word, idPlaceholder(s[:word])
	}
	end := decimalLen(s)
	if n := sizeLen(s[end:]); n > 0 {
		return end + n, "<size>"
	}
	// An exponent, unless letters go on behind it.
	if end < len(s) && s[end]|0x20 == 'e' {
		exp := end + 1
		if exp < len(s) && (s[exp] == '-' || s[exp] == '+') {
			exp++
		}
		if n := digitsLen(s[exp:]); n > 0 && (exp+n == len(s) || class[s[exp+n]]&isWord == 0) {
			return exp + n, "<num>"
		}
	}
	// "4th" and "3rd" are numbers; units and other letters behind a number stay.
	for _, ordinal := range [...]string{"st", "nd", "rd", "th"} {
		if strings.HasPrefix(s[end:], ordinal) && end+2 == word {
			return word, "<num>"
		}
	}
	if end < word && digitsLen(s[:word]) < word && digits > digitsLen(s) {
		return word, idPlaceholder(s[:word]) // digits behind the letters, too
	}
	return end, "<num>"
}

// sizeLen returns the length of the unit of a size at the start of s, with a space before it: "MB",
// " KiB", " bytes". 0 for none.
func sizeLen(s string) int {
	n := 0
	if n < len(s) && s[n] == ' ' {
		n++
	}
	for _, unit := range [...]string{"bytes", "byte"} {
		if strings.HasPrefix(s[n:], unit) && (n+len(unit) == len(s) || class[s[n+len(unit)]]&isWord == 0) {
			return n + len(unit)
		}
	}
	if n < len(s) && strings.IndexByte("kKMGTP", s[n]) >= 0 {
		n++
		if n < len(s) && s[n] == 'i' {
			n++
		}
		if n < len(s) && s[n] == 'B' && (n+1 == len(s) || class[s[n+1]]&isWord == 0) {
			return n + 1
		}
	}
	return 0
}

// podSuffixLen returns the length of what Kubernetes puts behind the hash of a pod's template: a dash and
// five letters or digits. 0 for none.
func podSuffixLen(hash, s string) int {
	const length = 1 + 5
	if len(hash) < 8 || len(hash) > 10 || len(s) < length || s[0] != '-' || len(s) > length && class[s[length]]&isWord != 0 {
		return 0
	}
	for i := 1; i < length; i++ {
		if !isDigitByte(s[i]) && (s[i] < 'a' || s[i] > 'z') {
			return 0
		}
	}
	return length
}

// addressLen returns the length of the hash code that Java prints behind the name of a class and @.
func addressLen(s string) int {
	n := 0
	for n < len(s) && isHex(s[n]) {
		n++
	}
	if n < 2 || n > 8 || n < len(s) && (class[s[n]]&isWord != 0 || s[n] == '.') {
		return 0
	}
	return n
}

// decimalLen returns the length of "1,234,567.89", "3.14" or the version "1.2.3".
func decimalLen(s string) int {
	end := digitsLen(s)
	for end <= 3*7 && len(s) >= end+4 && s[end] == ',' && digitsLen(s[end+1:min(end+5, len(s))]) == 3 {
		end += 4
	}
	for end+1 < len(s) && s[end] == '.' && isDigitByte(s[end+1]) {
		end += 1 + digitsLen(s[end+1:])
	}
	return end
}
