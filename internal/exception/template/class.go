package template

// Classes of bytes, as bits.
const (
	isEdge           byte = 1 << iota // never inside a variable: white space, quotes, brackets, commas
	isWord                            // letters, digits and the bytes of other alphabets
	isDigit                           // 0-9
	isAt                              // @
	isURL                             // /, which a URL has and nothing without digits needs
	isPlaceholderEnd                  // > and ), behind which a minus is no sign
)

var class = func() (table [256]byte) {
	for _, c := range []byte(" \t\r\n\v\f\x00\"'`()[]{}<>,;=|&*\\") {
		table[c] |= isEdge
	}
	for c := range table {
		switch b := byte(c); {
		case isDigitByte(b):
			table[c] |= isWord | isDigit
		case isLetter(b), b >= 0x80:
			table[c] |= isWord
		}
	}
	table['@'] |= isAt
	table['/'] |= isURL
	table['>'] |= isPlaceholderEnd
	table[')'] |= isPlaceholderEnd
	return table
}()

func isDigitByte(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isHex(c byte) bool { return isDigitByte(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// digitsLen returns how many digits s begins with.
func digitsLen(s string) int {
	n := 0
	for n < len(s) && isDigitByte(s[n]) {
		n++
	}
	return n
}
