package template

import "strings"

// scanner walks once over a text. It takes it in chunks: runs of characters that no variable
// crosses. A chunk is looked at as a whole (a URL, an address, a time), else word by word.
type scanner struct {
	text string
	out  []byte // nil until the first variable
	done int    // up to here text has been copied to out
	// unquote makes all that stands in quotes a variable, not only the value of key="value".
	unquote bool
}

// replace puts a placeholder in the place of text[from:to].
func (s *scanner) replace(from, to int, placeholder string) {
	if s.out == nil {
		s.out = make([]byte, 0, len(s.text)+16)
	}
	s.out = append(append(s.out, s.text[s.done:from]...), placeholder...)
	s.done = to
}

func (s *scanner) scan() {
	for i := 0; i < len(s.text); {
		if c := s.text[i]; class[c]&isEdge != 0 {
			i++
			if s.opensQuote(i-1, c) {
				i = s.quoted(i, c)
			}
			continue
		}
		var seen byte
		end := i
		for end < len(s.text) && class[s.text[end]]&isEdge == 0 {
			seen |= class[s.text[end]]
			end++
		}
		i = s.chunk(i, end, seen)
	}
}

// opensQuote says whether the byte c at i begins a quoted variable. An apostrophe inside a word does not.
func (s *scanner) opensQuote(i int, c byte) bool {
	switch c {
	case '"', '\'':
		return i > 0 && s.text[i-1] == '=' || s.unquote && (i == 0 || class[s.text[i-1]]&isWord == 0)
	case '`':
		return s.unquote
	}
	return false
}

// maxQuoted is how long a quoted variable may be.
const maxQuoted = 256

// quoted handles what stands in quotes and returns where to go on.
func (s *scanner) quoted(from int, quote byte) int {
	value := s.text[from:min(from+maxQuoted, len(s.text))]
	end := strings.IndexByte(value, quote)
	if end <= 0 || strings.IndexByte(value[:end], '\n') >= 0 {
		return from
	}
	s.replace(from, from+end, "<str>")
	return from + end + 1
}

// chunk handles text[from:to] and returns where to go on, which is behind to when a variable
// reaches further ("Mon, 02 Jan 2006").
func (s *scanner) chunk(from, to int, seen byte) int {
	if end, ok := textDate(s.text, from); ok {
		s.replace(from, end, "<date>")
		return end
	}
	if s.unquote && from > 1 && s.afterEquals(from) && class[s.text[from-2]]&isWord != 0 {
		s.replace(from, to, "<str>")
		return to
	}
	if s.afterEquals(from) && (s.text[from:to] == "true" || s.text[from:to] == "false") {
		s.replace(from, to, "<bool>")
		return to
	}
	if seen&(isDigit|isAt|isURL) == 0 {
		return to
	}
	chunk := strings.TrimRight(s.text[from:to], ".:!?")
	if scheme, rest, ok := strings.Cut(chunk, "://"); ok && scheme != "" {
		return s.url(to, from+len(scheme)+len("://"), rest, seen)
	}
	end := from + len(chunk)
	if placeholder := whole(chunk, seen); placeholder != "" {
		if placeholder == "<time>" { // "15:04:05,999" goes on behind the comma
			end = max(end, from+clockLen(s.text[from:]))
			to = max(to, end)
		}
		s.replace(from, end, placeholder)
		return to
	}
	return s.words(from, to, seen)
}

// url keeps scheme and host, looks at the path word by word and drops user and query.
func (s *scanner) url(to, host int, rest string, seen byte) int {
	authority, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		if authority[:at] != "" {
			s.replace(host, host+at, "<user>")
		}
		host += at + 1
	}
	end := to
	if q := strings.IndexAny(s.text[host:to], "?#"); q >= 0 {
		end = host + q
		for to < len(s.text) && strings.IndexByte(" \t\r\n\"'`<>()[]{}", s.text[to]) < 0 {
			to++
		}
	}
	if reached := s.words(host, end, seen); reached > end {
		return reached
	}
	if end+1 < to {
		s.replace(end+1, to, "<query>")
	}
	return to
}

// words replaces the variables among the words of text[from:to]: runs of letters and digits. seen are
// the classes of its bytes. It returns where to go on: behind to when a number has thousands separators.
func (s *scanner) words(from, to int, seen byte) int {
	i := from
	for i < to {
		if class[s.text[i]]&isWord == 0 {
			i++
			continue
		}
		if i > from && s.text[i-1] == '@' {
			if n := addressLen(s.text[i:to]); n > 0 {
				s.replace(i, i+n, "<hex>")
				i += n
				continue
			}
		}
		if end, placeholder := special(s.text[i:to], seen); placeholder != "" {
			s.replace(i, i+end, placeholder)
			i += end
			continue
		}
		end := i
		var digits byte
		for end < to && class[s.text[end]]&isWord != 0 {
			digits |= class[s.text[end]] & isDigit
			end++
		}
		if digits != 0 {
			end = s.word(i, end, to)
		}
		i = end
	}
	return i
}

// word handles one word with a digit in it and returns where to go on.
func (s *scanner) word(from, to, limit int) int {
	word := s.text[from:to]
	if !isDigitByte(word[0]) {
		if kept := keptName(s.text[from:limit], word); kept > 0 {
			return from + kept
		}
		if letters, end := decimalBehindName(s.text[from:limit], word); end > 0 {
			s.replace(from+letters, from+end, "<num>")
			return from + end
		}
		if placeholder, at := nameWithNumber(word); placeholder != "" {
			if at == 0 {
				to += podSuffixLen(word, s.text[to:limit])
			}
			s.replace(from+at, to, placeholder)
		}
		return to
	}
	if kept := s.belongsToName(from); kept > 0 {
		return from + kept
	}
	end, placeholder := number(s.text[from:])
	start := from
	if start > s.done && start > 0 && (s.text[start-1] == '-' || s.text[start-1] == '+') &&
		(start == 1 || class[s.text[start-2]]&(isWord|isPlaceholderEnd) == 0) {
		start--
	}
	if end == len(word) && start == from {
		end += podSuffixLen(word, s.text[to:limit])
	}
	s.replace(start, from+end, placeholder)
	return from + end
}

// belongsToName returns the length of the digits at from when they belong to the name before them,
// which then keeps them: "utf-8", "iso-8859-1", "HTTP/1.1".
func (s *scanner) belongsToName(from int) int {
	if from < 2 || s.text[from-1] != '-' && s.text[from-1] != '/' && s.text[from-1] != '_' {
		return 0
	}
	start := from - 1
	for start > s.done && start > from-12 && isLetter(s.text[start-1]) {
		start--
	}
	if start > 0 && class[s.text[start-1]]&isWord != 0 {
		return 0
	}
	name := s.text[start : from-1]
	if s.text[from-1] == '/' && !protocols[name] || s.text[from-1] != '/' && !hyphenNames[strings.ToLower(name)] {
		return 0
	}
	length := digitsLen(s.text[from:])
	if length > 5 {
		return 0
	}
	length += versionLen(s.text[from+length:])
	if from+length < len(s.text) && class[s.text[from+length]]&isWord != 0 {
		return 0
	}
	return length
}

// afterEquals says that the chunk is the value of "key=value".
func (s *scanner) afterEquals(from int) bool { return from > 0 && s.text[from-1] == '=' }
