package template

import "bytes"

// separators are what stands between the members of a list.
var separators = [...]string{", ", ",", " ", "; ", ";", "-", "/"}

// foldLists makes one placeholder of a list of equal ones, which may be as long as it likes: "[<num>, <num>]"
// becomes "[<num>]", "'<str>', '<str>'" becomes "'<str>'". It changes text.
func foldLists(text []byte) string {
	out := text[:0]
	for i := 0; i < len(text); {
		member := memberLen(text[i:])
		if member == 0 {
			out = append(out, text[i])
			i++
			continue
		}
		first := text[i : i+member]
		from := len(out)
		out = append(out, first...)
		first = out[from:]
		i += member
		for {
			n := nextMember(text[i:], first)
			if n == 0 {
				break
			}
			i += n
		}
	}
	return string(out)
}

// nextMember returns the length of a separator and one more member at the start of text, 0 for none.
func nextMember(text, member []byte) int {
	for _, separator := range separators {
		if rest, ok := bytes.CutPrefix(text, []byte(separator)); ok && bytes.HasPrefix(rest, member) {
			return len(separator) + len(member)
		}
	}
	return 0
}

// memberLen returns the length of a placeholder at the start of text, with its quotes; 0 for none.
func memberLen(text []byte) int {
	quote := byte(0)
	start := 0
	if len(text) > 0 && (text[0] == '"' || text[0] == '\'' || text[0] == '`') {
		quote, start = text[0], 1
	}
	if start >= len(text) || text[start] != '<' {
		return 0
	}
	end := start + 1
	for end < len(text) && 'a' <= text[end] && text[end] <= 'z' {
		end++
	}
	if end == start+1 || end >= len(text) || text[end] != '>' {
		return 0
	}
	if end++; quote == 0 {
		return end
	}
	if end >= len(text) || text[end] != quote {
		return 0
	}
	return end + 1
}
