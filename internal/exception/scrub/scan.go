package scrub

import "strings"

// scanner walks once over a text. At each byte that can begin or mark something to take out it looks
// around, at most lookBytes far, so the whole is linear.
type scanner struct {
	text  string
	out   []byte // nil until the first replacement
	done  int    // up to here text has been copied to out
	found [kindCount]int
}

// lookBytes is how far around a mark names, addresses and user info are looked for.
const lookBytes = 256

// marks are the bytes at which something is looked for: an @ for addresses, = and : behind names,
// digits for cards, the first letters of "Bearer" (and its like) and of "eyJ".
var marks = func() (table [256]bool) {
	for _, c := range []byte("@=:0123456789bBdDnNeE") {
		table[c] = true
	}
	return table
}()

func (s *scanner) run() {
	for i := 0; i < len(s.text); {
		c := s.text[i]
		if !marks[c] {
			i++
			continue
		}
		next := i + 1
		switch {
		case c == '@':
			next = s.at(i)
		case c == '=' || c == ':':
			next = s.assignment(i)
		case isDigit(c):
			next = s.digits(i)
		case i == 0 || !isWord(s.text[i-1]):
			next = s.word(i)
		}
		i = max(next, i+1)
	}
}

// replace puts a placeholder in the place of text[from:to] and returns to.
func (s *scanner) replace(from, to int, kind Kind) int {
	if from < s.done {
		return to // the beginning has been taken out already
	}
	if s.out == nil {
		s.out = make([]byte, 0, len(s.text)+16)
	}
	s.out = append(append(s.out, s.text[s.done:from]...), placeholders[kind]...)
	s.done = to
	s.found[kind]++
	return to
}

// word looks at the beginning of a word for a JWT or a scheme of authentication and its token.
func (s *scanner) word(i int) int {
	if end := jwtLen(s.text[i:]); end > 0 {
		return s.replace(i, i+end, KindJWT)
	}
	for _, scheme := range [...]string{"bearer", "basic", "digest", "negotiate"} {
		if len(s.text)-i <= len(scheme) || !strings.EqualFold(s.text[i:i+len(scheme)], scheme) {
			continue
		}
		from := i + len(scheme)
		for from < len(s.text) && (s.text[from] == ' ' || s.text[from] == '\t') && from < i+len(scheme)+8 {
			from++
		}
		to := from
		for to < len(s.text) && isTokenByte(s.text[to]) {
			to++
		}
		to = from + len(strings.TrimRight(s.text[from:to], ".:"))
		if from > i+len(scheme) && isToken(scheme, s.text[from:to]) {
			return s.replace(from, to, KindBearer)
		}
	}
	return i + 1
}

// isToken tells a token from the next word of a sentence: "Bearer token is missing".
func isToken(scheme, word string) bool {
	if len(word) < 3 {
		return false
	}
	for i := range len(word) {
		if !isLetter(word[i]) || i > 0 && isLower(word[i-1]) && !isLower(word[i]) {
			return true // words have no digits, and no upper case behind lower case
		}
	}
	if scheme != "bearer" {
		return len(word) >= 16
	}
	_, ordinary := sentenceWords[strings.ToLower(word)]
	return !ordinary
}

// sentenceWords follow "bearer" in sentences.
var sentenceWords = setOf(`
token tokens auth authentication authorization authorisation scheme header headers type credential credentials
format prefix string value values missing invalid required expected error was has had not and for from with must
should could can cannot failed failure rejected expired challenge realm scope only
`)

// digits looks for the number of a card at the beginning of a run of digits.
func (s *scanner) digits(i int) int {
	if i > 0 && (isWord(s.text[i-1]) || s.text[i-1] == '.' && i > 1 && isDigit(s.text[i-2])) {
		return skipDigits(s.text, i)
	}
	if end := cardLen(s.text[i:]); end > 0 {
		return s.replace(i, i+end, KindCard)
	}
	return skipDigits(s.text, i)
}

func skipDigits(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}

func setOf(words string) map[string]struct{} {
	set := make(map[string]struct{})
	for word := range strings.FieldsSeq(words) {
		set[word] = struct{}{}
	}
	return set
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isWord(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c >= 0x80 }

func isTokenByte(c byte) bool {
	return isLetter(c) || isDigit(c) || strings.IndexByte("-._~+/=:", c) >= 0
}
