package scrub

import "strings"

// secretNames are the names whose value is a secret. A name is compared without case, dashes and
// underscores, and with its end: "token" covers access_token, csrfToken and X-Auth-Token.
var secretNames = [...]string{
	"password", "passwd", "passphrase", "passcode", "secret", "token", "apikey", "accesskey", "secretkey",
	"privatekey", "subscriptionkey", "encryptionkey", "signingkey", "accountkey", "sharedkey", "authkey",
	"credential", "credentials", "authorization", "cookie", "sessionid", "sessionkey", "signature",
	"connectionstring", "bearer",
}

// secretWords are names that must be whole or the last word of a name: "pwd" and "db_pwd", and not
// "bypass".
var secretWords = [...]string{"pwd", "pass", "pw", "auth", "sig", "jwt", "sid", "pin", "otp", "cvv", "cvc", "ssn", "secrets"}

// assignment looks at an = or a colon for the name of a secret before it and takes the value out:
//
//	password=x  password: x  "password":"x"  'password' => 'x'  &access_token=x&
func (s *scanner) assignment(i int) int {
	name := s.nameBefore(i)
	if name == "" || !isSecretName(name) {
		return i + 1
	}
	from := i + 1
	switch {
	case from < len(s.text) && s.text[from] == s.text[i]:
		return i + 2 // a comparison, or a scope: token::parse
	case s.text[i] == ':' && strings.HasPrefix(s.text[from:], "//"):
		return i + 1
	case s.text[i] == ':' && strings.HasPrefix(s.text[from:], "="), s.text[i] == '=' && strings.HasPrefix(s.text[from:], ">"):
		from++
	}
	for from < len(s.text) && (s.text[from] == ' ' || s.text[from] == '\t') {
		from++
	}
	// A letter before the quote as in b'x' belongs to the value's type.
	if from+1 < len(s.text) && isLetter(s.text[from]) && (s.text[from+1] == '\'' || s.text[from+1] == '"') {
		from++
	}
	from, to := s.value(from, endsWithFold(name, "authorization") || endsWithFold(name, "cookie"))
	if from == to || isPlaceholder(s.text[from:]) {
		return to
	}
	switch value := s.text[from:to]; value {
	case "null", "nil", "None", "undefined", "true", "false":
		return to
	}
	return s.replace(from, to, KindSecret)
}

// value returns where the value at from begins and ends. wide values go on behind spaces to the end
// of the line: "Authorization: Basic x".
func (s *scanner) value(from int, wide bool) (start, end int) {
	quote, escaped := byte(0), false
	if strings.HasPrefix(s.text[from:], `\"`) { // JSON inside a string
		from, escaped = from+1, true
	}
	if from < len(s.text) && (s.text[from] == '"' || s.text[from] == '\'' || s.text[from] == '`') {
		quote = s.text[from]
		from++
	}
	for end = from; end < len(s.text); end++ {
		c := s.text[end]
		switch {
		case c == '\n' || c == '\r':
			return from, end
		case quote != 0:
			if c == '\\' && !escaped {
				end++ // what it escapes
			} else if c == quote || escaped && c == '\\' {
				return from, end
			}
		case wide:
			if strings.IndexByte("\"'<>{}|`", c) >= 0 {
				return from, end
			}
		case strings.IndexByte(" \t,;&\"'<>`(){}|", c) >= 0, c == ']':
			return from, end
		}
	}
	return from, min(end, len(s.text))
}

// nameBefore returns the name that stands before the = or colon at i, between quotes or not.
func (s *scanner) nameBefore(i int) string {
	end := i
	for end > 0 && end > i-4 && (s.text[end-1] == ' ' || s.text[end-1] == '"' || s.text[end-1] == '\'' || s.text[end-1] == '\\') {
		end--
	}
	start := end
	for start > 0 && end-start < 64 && (isWord(s.text[start-1]) || s.text[start-1] == '-') {
		start--
	}
	return s.text[start:end]
}

// isSecretName compares the end of a name with the names of secrets.
func isSecretName(name string) bool {
	for _, secret := range secretNames {
		if endsWithFold(name, secret) {
			return true
		}
	}
	for _, word := range secretWords {
		if len(name) < len(word) || !strings.EqualFold(name[len(name)-len(word):], word) {
			continue
		}
		if rest := name[:len(name)-len(word)]; rest == "" || !isLetter(rest[len(rest)-1]) ||
			isLower(rest[len(rest)-1]) && !isLower(name[len(rest)]) {
			return true
		}
	}
	return false
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

// endsWithFold says whether name, without dashes and underscores and case, ends with the lower-case
// word.
func endsWithFold(name, word string) bool {
	n := len(name)
	for w := len(word) - 1; w >= 0; {
		if n == 0 {
			return false
		}
		n--
		if name[n] == '_' || name[n] == '-' {
			continue
		}
		if name[n]|0x20 != word[w] {
			return false
		}
		w--
	}
	return true
}

// isPlaceholder says that the value has been taken out already.
func isPlaceholder(value string) bool {
	for _, placeholder := range placeholders {
		if strings.HasPrefix(value, placeholder) {
			return true
		}
	}
	return false
}
