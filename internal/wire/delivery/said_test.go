package delivery

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSaid(t *testing.T) {
	said := errors.New("send the change c-1: the answer was 413")
	permanent := func(err error) error { return fmt.Errorf("Permanent error: %w", err) }
	rejected := func(err error) error { return fmt.Errorf("not retryable error: %w", permanent(err)) }
	for _, c := range []struct {
		name string
		err  error
		text string
	}{
		{"nothing around it", said, "send the change c-1: the answer was 413"},
		{"what a sender of the Collector puts around a refusal", rejected(said), "send the change c-1: the answer was 413"},
		{"a mark within a mark", permanent(rejected(said)), "send the change c-1: the answer was 413"},
		{"the end of the retries", fmt.Errorf("no more retries left: %w", said), "send the change c-1: the answer was 413"},
		{"words of the exporter stay", rejected(fmt.Errorf("export: %w", said)), "export: send the change c-1: the answer was 413"},
		{"the same words from a destination stay", errors.New("Permanent error: no"), "Permanent error: no"},
		{"one that is joined", rejected(errors.Join(said)), "send the change c-1: the answer was 413"},
		{"two exporters", errors.Join(rejected(said), rejected(errors.New("no"))), "send the change c-1: the answer was 413\nno"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.EqualError(t, Said(c.err), c.text)
		})
	}
}

func TestSaid_KeepsWhatProgramsAskOfAnError(t *testing.T) {
	limited := &Error{Class: Retry, Reason: ReasonRateLimited, Err: errors.New("429")}
	require.Same(t, limited, Said(fmt.Errorf("no more retries left: %w", limited)))
	require.NoError(t, Said(nil))
}
