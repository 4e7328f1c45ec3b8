package release

import (
	"strconv"
	"strings"
)

// MaxVersionBytes is the longest text that is read as a version. A longer one is only a name.
const MaxVersionBytes = 200

// maxNumberDigits keeps each number of a version inside 64 bits.
const maxNumberDigits = 18

// Scheme is how releases are named. Names of different schemes are ordered by arrival only.
type Scheme uint8

// The schemes.
const (
	// SchemeOther: nothing in the name can be ordered ("stable", "my-branch").
	SchemeOther Scheme = iota
	// SchemeHash: 7 to 64 hexadecimal digits.
	SchemeHash
	// SchemeNumber: one number of at most six digits, as builds are counted.
	SchemeNumber
	// SchemeCalendar: it begins with a year ("2026.03.1", "2026-03-01", "20260301").
	SchemeCalendar
	// SchemeSemVer: two to four numbers, which SemVer 2.0 orders.
	SchemeSemVer
)

// String returns the scheme as documentation names it.
func (s Scheme) String() string {
	return [...]string{"other", "hash", "number", "calendar", "semver"}[s]
}

// Version is what the name of a release says about its place among others.
type Version struct {
	Scheme Scheme
	// Name is what stands before the last "@" ("shop" of "shop@1.2.3"). Only versions of one name are compared.
	Name string
	// Numbers are the leading ones; Count is how many were given, the others are 0.
	Numbers [4]uint64
	Count   int
	// Commits is how many commits after the version it was built ("-7-g1a2b3c4" of git describe), or
	// the number of a post-release (".post2").
	Commits uint64
	// Pre is the pre-release ("rc.2"); "" for the release itself.
	Pre string
	// Build is what stands behind "+", or a hash in the place of the pre-release.
	Build string
}

// ParseVersion reads the name of a release. It takes anything: what is no version is SchemeOther.
func ParseVersion(text string) Version {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > MaxVersionBytes {
		return Version{}
	}
	var v Version
	if at := strings.LastIndexByte(text, '@'); at > 0 {
		v.Name, text = text[:at], text[at+1:]
	}
	if len(text) > 1 && (text[0] == 'v' || text[0] == 'V') && isDigit(text[1]) {
		text = text[1:]
	}
	switch {
	case v.readDate(text), v.readSemVer(text):
	case len(text) <= 6 && isNumber(text):
		v.Scheme = SchemeNumber
		v.Numbers[0], _ = strconv.ParseUint(text, 10, 64)
		v.Count = 1
	case isHash(text):
		v.Scheme = SchemeHash
	}
	return v
}

// readSemVer reads two to four numbers and what follows them.
func (v *Version) readSemVer(text string) bool {
	next := *v
	text, next.Build, _ = strings.Cut(text, "+")
	rest, ok := next.readNumbers(text, '.')
	if !ok || next.Count < 2 || !next.readPre(rest) {
		return false
	}
	next.Scheme = SchemeSemVer
	if isYear(next.Numbers[0]) {
		next.Scheme = SchemeCalendar
	}
	*v = next
	return true
}

// readNumbers reads up to four numbers with a separator between them and returns the rest.
func (v *Version) readNumbers(text string, separator byte) (rest string, ok bool) {
	for {
		digits := leadingDigits(text)
		if digits == 0 || digits > maxNumberDigits || v.Count == len(v.Numbers) {
			return text, false
		}
		v.Numbers[v.Count], _ = strconv.ParseUint(text[:digits], 10, 64)
		v.Count++
		text = text[digits:]
		if len(text) < 2 || text[0] != separator || !isDigit(text[1]) {
			return text, true
		}
		text = text[1:]
	}
}

// readPre reads what stands behind the numbers: "-rc.2", "rc2", ".RC1", "~beta", ".post1", "-7-g1a2b3c4".
func (v *Version) readPre(rest string) bool {
	if rest == "" {
		return true
	}
	if strings.IndexByte("-.~", rest[0]) >= 0 {
		rest = rest[1:]
	} else if !isLetter(rest[0]) {
		return false
	}
	if rest == "" {
		return false
	}
	for i := range len(rest) {
		if c := rest[i]; !isDigit(c) && !isLetter(c) && strings.IndexByte("-._~", c) < 0 {
			return false
		}
	}
	if before, hash, ok := cutLast(rest, "-g"); ok && isHash(hash) {
		pre, commits, between := cutLast(before, "-")
		if !between {
			pre, commits = "", before
		}
		if isNumber(commits) && len(commits) <= maxNumberDigits {
			v.Commits, _ = strconv.ParseUint(commits, 10, 64)
			v.Build, rest = hash, pre
		}
	}
	number, post := strings.CutPrefix(rest, "post")
	switch {
	case post && isNumber(number) && len(number) <= maxNumberDigits:
		v.Commits, _ = strconv.ParseUint(number, 10, 64)
	case isHash(strings.TrimPrefix(rest, "g")) && !isNumber(rest):
		v.Build = rest
	default:
		v.Pre = rest
	}
	return true
}

// readDate reads "2026-03-01", "20260301" and what is counted within the day ("2026-03-01T10:15:00Z", "20260301.2").
func (v *Version) readDate(text string) bool {
	next := *v
	var rest string
	if leadingDigits(text) >= 8 && (len(text) == 8 || leadingDigits(text) != len(text) || len(text) <= 14) {
		for i, part := range [...]string{text[:4], text[4:6], text[6:8]} {
			next.Numbers[i], _ = strconv.ParseUint(part, 10, 64)
		}
		next.Count, rest = 3, text[8:]
	} else {
		var ok bool
		if rest, ok = next.readNumbers(text, '-'); !ok || next.Count < 3 {
			return false
		}
	}
	if !isYear(next.Numbers[0]) || next.Numbers[1] < 1 || next.Numbers[1] > 12 || next.Numbers[2] < 1 || next.Numbers[2] > 31 {
		return false
	}
	next.Scheme = SchemeCalendar
	if next.Count == 3 {
		next.readWithinDay(rest)
	}
	*v = next
	return true
}

// readWithinDay takes the digits of a time, or a number; what is neither does not order two builds of a day.
func (v *Version) readWithinDay(rest string) {
	rest = strings.TrimLeft(rest, "-._T ")
	digits := make([]byte, 0, maxNumberDigits)
	for i := range len(rest) {
		switch c := rest[i]; {
		case isDigit(c) && len(digits) < maxNumberDigits:
			digits = append(digits, c)
		case c == ':' || c == '-' && i == 2:
		case c == 'Z' && i == len(rest)-1:
		default:
			v.Build = rest
			return
		}
	}
	if len(digits) > 0 {
		v.Numbers[3], _ = strconv.ParseUint(string(digits), 10, 64)
		v.Count = 4
	}
}

func isYear(n uint64) bool { return n >= 1990 && n <= 2099 }
