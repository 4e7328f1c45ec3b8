package breakdown

import "strings"

const (
	// maxStatementBytes is how much of a statement is read.
	maxStatementBytes = 2048
	// maxVerbBytes is how long the first word of a statement is that is no SQL.
	maxVerbBytes = 24
)

// verbs are the words that a statement of SQL begins with, and the word before the table; "" for the verb itself.
var verbs = map[string]string{
	"SELECT": "FROM", "INSERT": "INTO", "DELETE": "FROM", "UPDATE": "", "MERGE": "INTO", "REPLACE": "INTO", "UPSERT": "INTO", "CALL": "", "EXEC": "",
	"EXECUTE": "", "TRUNCATE": "", "CREATE": "TABLE", "ALTER": "TABLE", "DROP": "TABLE", "COPY": "", "REFRESH": "VIEW",
}

// fillers stand between that word and the table.
var fillers = map[string]bool{
	"ONLY": true, "TABLE": true, "IF": true, "NOT": true, "EXISTS": true, "LOW_PRIORITY": true, "IGNORE": true, "LATERAL": true, "OR": true,
}

// keywords are all words that are compared with, by themselves.
var keywords = keywordsOf("WITH", "FROM", "INTO", "VIEW")

func keywordsOf(others ...string) map[string]string {
	words := map[string]string{}
	for verb := range verbs {
		words[verb] = verb
	}
	for filler := range fillers {
		words[filler] = filler
	}
	for _, other := range others {
		words[other] = other
	}
	return words
}

// keyword returns a keyword of SQL in capitals, "" for other words.
func keyword(word string) string {
	var upper [16]byte
	if len(word) > len(upper) {
		return ""
	}
	for i := range len(word) {
		if upper[i] = word[i]; 'a' <= word[i] && word[i] <= 'z' {
			upper[i] -= 'a' - 'A'
		}
	}
	return keywords[string(upper[:len(word)])]
}

// Summarize says what a statement does and to which table, with none of its values: "SELECT", "orders". It reads 2 KiB. Of several
// tables it is the first, also of a query in brackets; of statements behind WITH it is the first verb. Of what is no SQL it is the first
// word, if that is one.
//
//	INSERT INTO "shop"."orders" (id) VALUES ('7')        →  INSERT shop.orders
//	WITH x AS (SELECT id FROM orders) DELETE FROM x      →  SELECT orders
//	GET user:17                                          →  GET
func Summarize(statement string) (verb, table string) {
	s := lexer{text: statement[:min(len(statement), maxStatementBytes)]}
	verb = s.verb()
	before, isVerb := verbs[verb]
	if !isVerb {
		return verb, ""
	}
	wanted := before == ""
	for {
		t := s.next()
		switch word := t.keyword(); {
		case t.kind == tokenEnd:
			return verb, ""
		case !wanted && t.text == "(":
			s.skipBrackets()
		case !wanted:
			wanted = word != "" && word == before
		case t.text == "(" || fillers[word]:
		case word == "SELECT":
			wanted = false // a query in brackets
		case t.kind == tokenSymbol:
			return verb, ""
		default:
			return verb, s.dotted(t.text)
		}
	}
}

// verb returns the first verb; of what is no SQL the first word, if that is one.
func (s *lexer) verb() string {
	t := s.next()
	for t.text == "(" {
		t = s.next()
	}
	word := t.keyword()
	if word == "WITH" {
		for t.kind != tokenEnd {
			t = s.next()
			if _, isVerb := verbs[t.keyword()]; isVerb {
				return t.keyword()
			}
		}
		return word
	}
	if word != "" {
		return word
	}
	if t.kind != tokenWord || len(t.text) > maxVerbBytes || strings.ContainsFunc(t.text, func(r rune) bool { return (r|0x20) < 'a' || (r|0x20) > 'z' }) {
		return ""
	}
	return strings.ToUpper(t.text)
}

// dotted returns a name with those behind it that a dot joins to it.
func (s *lexer) dotted(name string) string {
	for strings.HasPrefix(s.text[s.at:], ".") {
		s.at++
		name += "." + s.next().text
	}
	return name
}

// skipBrackets goes behind the bracket that closes the one before, unless a query begins there.
func (s *lexer) skipBrackets() {
	start := s.at
	if s.next().keyword() == "SELECT" {
		return
	}
	s.at = start
	for depth := 1; depth > 0; {
		switch t := s.next(); {
		case t.kind == tokenEnd:
			return
		case t.kind == tokenSymbol && t.text == "(":
			depth++
		case t.kind == tokenSymbol && t.text == ")":
			depth--
		}
	}
}
