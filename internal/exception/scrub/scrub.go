package scrub

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

// Settings of a Scrubber.
type Settings struct {
	// Key is the HMAC key for user ids. Without one the hashes can be guessed.
	Key []byte
	// AllowAttributes are keys of attributes to allow beyond the built-in list; one that ends in
	// ".*" allows all keys that begin with what stands before the asterisk. Keys of people, secrets
	// and whole requests stay refused.
	AllowAttributes []string
	// MaxAttributes is how many attributes an occurrence keeps; 0 means 64.
	MaxAttributes int
	// MaxStackBytes bounds all texts of the exceptions of an occurrence together; 0 means 64 KiB.
	MaxStackBytes int
	// MaxValueBytes bounds the value of an attribute; 0 means 1 KiB.
	MaxValueBytes int
}

// Defaults of Settings.
const (
	defaultMaxAttributes = 64
	defaultMaxStackBytes = 64 << 10
	defaultMaxValueBytes = 1 << 10
)

// Scrubber takes out what must not be stored or sent. It is safe for concurrent use.
type Scrubber struct {
	settings      Settings
	allowKeys     map[string]struct{}
	allowPrefixes []string
	counts        [kindCount]atomic.Uint64
}

// New returns a Scrubber.
func New(settings Settings) *Scrubber {
	if settings.MaxAttributes == 0 {
		settings.MaxAttributes = defaultMaxAttributes
	}
	if settings.MaxStackBytes == 0 {
		settings.MaxStackBytes = defaultMaxStackBytes
	}
	if settings.MaxValueBytes == 0 {
		settings.MaxValueBytes = defaultMaxValueBytes
	}
	s := &Scrubber{settings: settings, allowKeys: make(map[string]struct{})}
	for _, key := range settings.AllowAttributes {
		if prefix, ok := strings.CutSuffix(key, "*"); ok {
			s.allowPrefixes = append(s.allowPrefixes, prefix)
		} else {
			s.allowKeys[key] = struct{}{}
		}
	}
	return s
}

// Text returns text without secrets and personal data, as valid UTF-8 without control characters. When there is
// nothing to do it returns text itself and does not allocate.
func (s *Scrubber) Text(text string) string {
	text = s.clean(text)
	scan := scanner{text: text}
	scan.run()
	if scan.out == nil {
		return text
	}
	for kind, n := range scan.found {
		if n > 0 {
			s.counts[kind].Add(uint64(n))
		}
	}
	return string(append(scan.out, text[scan.done:]...))
}

// Name returns what may be kept of the name of a service, an environment or a release: valid UTF-8
// without control characters, of at most 256 bytes. It is part of identities, so nothing else is taken out of it. When
// there is nothing to do it returns name itself.
func (s *Scrubber) Name(name string) string {
	if len(name) > maxNameBytes {
		s.counts[KindLength].Add(1)
		name = clip(name, maxNameBytes)
	}
	return clip(s.clean(name), maxNameBytes)
}

// Count returns how much of a kind was taken out since the start.
func (s *Scrubber) Count(kind Kind) uint64 {
	if kind >= kindCount {
		return 0
	}
	return s.counts[kind].Load()
}

// maxUserBytes is how much of a user id is hashed: each error is hashed with it.
const maxUserBytes = 1 << 10

// UserHash returns the keyed hash of a user id: the first 16 bytes of HMAC-SHA-256 in hexadecimal,
// and "" for "".
func (s *Scrubber) UserHash(user string) string {
	if user == "" {
		return ""
	}
	user = user[:min(len(user), maxUserBytes)]
	mac := hmac.New(sha256.New, s.settings.Key)
	mac.Write([]byte(user))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// clean returns valid UTF-8 without control characters: terminals obey them, and PostgreSQL refuses NUL.
func (s *Scrubber) clean(text string) string {
	valid, harmless := utf8.ValidString(text), strings.IndexFunc(text, isControl) < 0
	if valid && harmless {
		return text
	}
	s.counts[KindInvalid].Add(1)
	if !valid {
		text = strings.ToValidUTF8(text, replacement)
	}
	return strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, text)
}

// isControl accepts what makes a terminal do something but begin a new line: NUL, escape and their like.
func isControl(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r'
}

// clip returns at most n bytes of s and does not cut through a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
