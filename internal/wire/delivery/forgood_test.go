package delivery

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// marked is an error with the mark of an exporter.
type marked struct{ error }

func (m marked) Unwrap() error { return m.error }

func isMarked(err error) bool { return errors.As(err, &marked{}) }

func TestRefusedForGood(t *testing.T) {
	tooLarge := &Error{Class: Refused, Reason: ReasonTooLarge, Err: errors.New("413")}
	bad := &Error{Class: Refused, Reason: ReasonBadRequest, Err: errors.New("400")}
	down := &Error{Class: Retry, Reason: ReasonNetwork, Err: errors.New("no answer")}
	for _, c := range []struct {
		name   string
		err    error
		reason Reason
		ok     bool
	}{
		{"an error without the mark may pass", down, "", false},
		{"a refusal without the mark may pass, its exporter decides", tooLarge, "", false},
		{"a refusal of ours has its reason", marked{tooLarge}, ReasonTooLarge, true},
		{"a refusal of others has none", marked{errors.New("no")}, ReasonPermanent, true},
		{"what is put around it changes nothing", fmt.Errorf("not retryable: %w", marked{fmt.Errorf("send: %w", bad)}), ReasonBadRequest, true},
		{"of several refusals under one mark the first names the reason", marked{errors.Join(tooLarge, bad)}, ReasonTooLarge, true},
		{"two exporters that both refuse", errors.Join(marked{tooLarge}, marked{bad}), ReasonTooLarge, true},
		{"two exporters of which one may still take it", errors.Join(marked{tooLarge}, down), "", false},
		{"the same, deeper", fmt.Errorf("fan out: %w", errors.Join(marked{tooLarge}, fmt.Errorf("x: %w", errors.Join(marked{bad}, down)))), "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			reason, ok := RefusedForGood(c.err, isMarked)
			require.Equal(t, c.ok, ok)
			require.Equal(t, c.reason, reason)
		})
	}
}
