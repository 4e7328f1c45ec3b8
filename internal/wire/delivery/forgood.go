package delivery

import "errors"

// Reasons of refusals that no status tells.
const (
	// ReasonMalformed: the change could not be read or encoded.
	ReasonMalformed Reason = "malformed"
	// ReasonPermanent: the exporter does not say more.
	ReasonPermanent Reason = "permanent"
)

// RefusedForGood says whether an error of a pipeline means that no retry would help, and why.
// permanent recognises the mark that exporters put on such an error.
//
// Behind one receiver may be several exporters, and their errors come joined. One that may still take
// the change is worth another try, so all of them must have refused.
func RefusedForGood(err error, permanent func(error) bool) (reason Reason, ok bool) {
	if !permanent(err) || !allPermanent(err, permanent) {
		return "", false
	}
	var refusal *Error
	if errors.As(err, &refusal) && refusal.Class == Refused && refusal.Reason != "" {
		return refusal.Reason, true
	}
	return ReasonPermanent, true
}

// allPermanent looks at each of several joined errors above the mark; below it everything is refused.
func allPermanent(err error, permanent func(error) bool) bool {
	switch e := err.(type) { //nolint:errorlint // it walks the tree itself
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			if !permanent(part) || !allPermanent(part, permanent) {
				return false
			}
		}
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil && permanent(inner) {
			return allPermanent(inner, permanent)
		}
	}
	return true
}
