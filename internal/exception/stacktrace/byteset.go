package stacktrace

// byteSet is a set of bytes, made once: strings.ContainsAny makes one for each call.
type byteSet [256]bool

func bytesOf(chars string) *byteSet {
	var set byteSet
	for i := range len(chars) {
		set[chars[i]] = true
	}
	return &set
}

// namesAnd returns the bytes that may stand in an identifier, and others.
func namesAnd(chars string) *byteSet {
	set := bytesOf(chars)
	for c := range set {
		set[c] = set[c] || isName(byte(c))
	}
	return set
}

// in says whether the text holds a byte of the set.
func (s *byteSet) in(text string) bool {
	for i := range len(text) {
		if s[text[i]] {
			return true
		}
	}
	return false
}

// first returns where the first byte of the set stands, and the length of the text when it holds none.
func (s *byteSet) first(text string) int {
	for i := range len(text) {
		if s[text[i]] {
			return i
		}
	}
	return len(text)
}

// last returns where the last byte of the set stands, -1 when the text holds none.
func (s *byteSet) last(text string) int {
	for i := len(text) - 1; i >= 0; i-- {
		if s[text[i]] {
			return i
		}
	}
	return -1
}

// trimEnd returns the text without the bytes of the set at its end.
func (s *byteSet) trimEnd(text string) string {
	for text != "" && s[text[len(text)-1]] {
		text = text[:len(text)-1]
	}
	return text
}

var lineEnds = bytesOf(" \t\r")
