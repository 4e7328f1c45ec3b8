package delivery

import (
	"errors"
	"slices"
	"strings"
)

// wrappers are what the libraries of the Collector write before an error on its way from an exporter to its
// receiver. They are for programs: the reason says the same to people.
var wrappers = []string{"not retryable error: ", "Permanent error: ", "no more retries left: "}

// Said returns the error of a pipeline without those wrappers: what the exporter itself said. Whether it was
// permanent has to be asked before.
func Said(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil || !isWrapper(err, inner) {
			break
		}
		err = inner
	}
	several, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // it walks the tree itself
	if !ok {
		return err
	}
	var said []error
	for _, part := range several.Unwrap() {
		said = append(said, Said(part))
	}
	return errors.Join(said...)
}

func isWrapper(err, inner error) bool {
	prefix, ok := strings.CutSuffix(err.Error(), inner.Error())
	return ok && slices.Contains(wrappers, prefix)
}
