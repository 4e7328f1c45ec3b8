package breakdown

import "strings"

// token is a piece of a statement.
type token struct {
	kind tokenKind
	text string
}

type tokenKind uint8

const (
	tokenEnd    tokenKind = iota
	tokenWord             // a keyword or a name, with the dots in it
	tokenName             // a name in quotes, which are left out
	tokenSymbol           // anything else; a text in quotes is one
)

// keyword is "" for names in quotes and all that is no keyword.
func (t token) keyword() string {
	if t.kind != tokenWord {
		return ""
	}
	return keyword(t.text)
}

// lexer reads a statement of SQL as far as it takes to tell names from texts and comments.
type lexer struct {
	text string
	at   int
}

func (s *lexer) next() token {
	s.skipSpace()
	rest := s.text[s.at:]
	if rest == "" {
		return token{}
	}
	switch c := rest[0]; c {
	case '\'':
		s.at += 1 + closing(rest[1:], "'")
		return token{tokenSymbol, "'"}
	case '"', '`', '[':
		quote := rest[:1]
		if c == '[' {
			quote = "]"
		}
		end := closing(rest[1:], quote)
		s.at += 1 + end
		return token{tokenName, strings.TrimRight(rest[1:1+end], "\"`]")}
	}
	n := 0
	for n < len(rest) && isNameByte(rest[n]) {
		n++
	}
	if n == 0 || rest[0] == '.' || '0' <= rest[0] && rest[0] <= '9' || rest[0] == '$' {
		s.at += max(n, 1)
		return token{tokenSymbol, rest[:max(n, 1)]}
	}
	name := strings.TrimRight(rest[:n], ".") // the dot before a name in quotes stays
	s.at += len(name)
	return token{tokenWord, name}
}

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '$' || c >= 0x80
}

// skipSpace goes behind white space and comments.
func (s *lexer) skipSpace() {
	for s.at < len(s.text) {
		rest := s.text[s.at:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			s.at++
		case strings.HasPrefix(rest, "--"):
			s.at += closing(rest, "\n")
		case strings.HasPrefix(rest, "/*"):
			s.at += 2 + closing(rest[2:], "*/")
		default:
			return
		}
	}
}

// closing returns where s goes on behind end, its length when there is none.
func closing(s, end string) int {
	if at := strings.Index(s, end); at >= 0 {
		return at + len(end)
	}
	return len(s)
}
