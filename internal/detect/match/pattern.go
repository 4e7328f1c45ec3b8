package match

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Pattern says which items belong to a stream: those that fit every field that is set. A value is exact or a glob, where
// * stands for any text and ? for one byte.
type Pattern struct {
	Signal Signal
	Values [Fields]string
}

const (
	// maxPattern bounds one value, in bytes: names that are read are no longer.
	maxPattern = 1 << 10
	// maxStars bounds the passes over a value.
	maxStars = 16
)

// Validate reports all faults at once, each with the key that has it and what to write instead.
func (p *Pattern) Validate() error {
	var errs []error
	fault := func(f Field, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", f, fmt.Sprintf(format, args...)))
	}
	narrow := false
	for n, value := range p.Values {
		f := Field(n)
		if value == "" {
			continue
		}
		narrow = narrow || strings.Trim(value, "*") != ""
		switch {
		case !has[p.Signal][f]:
			fault(f, "%s have none; use %s, or write signal: %s", p.Signal, fieldsOf(p.Signal), signalOf(f))
		case len(value) > maxPattern:
			fault(f, "is %d bytes long; names are read up to %d, so nothing would fit: shorten it with *", len(value), maxPattern)
		case !utf8.ValidString(value):
			fault(f, "is not UTF-8; write ? for each byte that is none")
		case strings.Count(value, "*") > maxStars:
			fault(f, "has %d stars, at most %d are allowed; leave out those in the middle", strings.Count(value, "*"), maxStars)
		case strings.TrimSpace(value) != value:
			fault(f, "%q begins or ends with white space, which no name does; remove it", value)
		case value[0] == '^' || value[len(value)-1] == '$':
			fault(f, "%q looks like a regular expression; write the name as it is, with * for any text and ? for one byte", value)
		case words[f] != nil && !anyWord(f, value):
			fault(f, "%q is none; use %s", value, strings.Join(words[f], ", "))
		}
	}
	if !narrow && len(errs) == 0 {
		errs = append(errs, fmt.Errorf("would fit all %s; name at least one of %s", p.Signal, fieldsOf(p.Signal)))
	}
	return errors.Join(errs...)
}

func anyWord(f Field, value string) bool {
	g := newGlob(value)
	return slices.ContainsFunc(words[f], g.matches)
}

func fieldsOf(s Signal) string {
	var names []string
	for f, ok := range has[s] {
		if ok {
			names = append(names, Field(f).String())
		}
	}
	return strings.Join(names, ", ")
}

func signalOf(f Field) Signal {
	if has[SignalLogs][f] {
		return SignalLogs
	}
	return SignalSpans
}

// SignalFor returns the signal that a pattern means which names none: logs when it has a field that only they have.
func SignalFor(values [Fields]string) Signal {
	for f, value := range values {
		if value != "" && !has[SignalSpans][f] {
			return SignalLogs
		}
	}
	return SignalSpans
}

// ParseSignal returns the signal with a name.
func ParseSignal(name string) (Signal, error) {
	if n := slices.Index(signalNames[:], name); n >= 0 {
		return Signal(n), nil
	}
	return 0, fmt.Errorf("signal: must be spans or logs, is %q", name)
}
