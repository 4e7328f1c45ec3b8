package match

import "strings"

// glob is a compiled pattern: * stands for any text, ? for one byte; upper and lower case differ.
type glob struct {
	// pieces are the texts between the stars: the first stands at the beginning of a value, the last at its end.
	pieces []string
	// least is the length of the shortest value that fits.
	least int
}

// isGlob says whether a pattern is more than the value itself.
func isGlob(pattern string) bool { return strings.ContainsAny(pattern, "*?") }

func newGlob(pattern string) glob {
	g := glob{pieces: strings.Split(pattern, "*")}
	for n := 1; n < len(g.pieces)-1; n++ {
		if g.pieces[n] == "" {
			g.pieces = append(g.pieces[:n], g.pieces[n+1:]...)
			n--
		}
	}
	for _, p := range g.pieces {
		g.least += len(p)
	}
	return g
}

// matches compares in time linear in the value for each piece: a piece that was found is never looked for again,
// because the leftmost place leaves the most room for what follows.
func (g *glob) matches(value string) bool {
	first, last := g.pieces[0], len(g.pieces)-1
	switch {
	case len(value) < g.least:
		return false
	case last == 0:
		return len(value) == g.least && fits(first, value)
	case !fits(first, value[:len(first)]), !fits(g.pieces[last], value[len(value)-len(g.pieces[last]):]):
		return false
	}
	rest := value[len(first) : len(value)-len(g.pieces[last])]
	for _, p := range g.pieces[1:last] {
		at := find(rest, p)
		if at < 0 {
			return false
		}
		rest = rest[at+len(p):]
	}
	return true
}

// find returns where a piece stands first in a text, -1 when nowhere.
func find(text, piece string) int {
	if strings.IndexByte(piece, '?') < 0 {
		return strings.Index(text, piece)
	}
	for at := 0; at+len(piece) <= len(text); at++ {
		if fits(piece, text[at:at+len(piece)]) {
			return at
		}
	}
	return -1
}

// fits compares byte by byte; both have the same length.
func fits(piece, text string) bool {
	for n := range len(piece) {
		if piece[n] != text[n] && piece[n] != '?' {
			return false
		}
	}
	return true
}
