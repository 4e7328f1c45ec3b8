package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

func TestDestination_WhatItsFilterLeavesOutIsNotLostWhenItLeavesTheOutbox(t *testing.T) {
	outside := newFixture(t) // the store's compression makes a channel when it is first used
	outside.send(outside.record("card 1 declined"))
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		d, err := f.tracker.Destination(t.Context(), "issues/resolved", StartNow,
			outbox.Filter{Changes: []issue.ChangeKind{issue.ChangeResolved}}, f.now)
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			_, err := d.Next(ctx)
			ended <- err
		}()
		f.send(f.record("card 1 declined"), f.record("card 2 declined"))
		synctest.Wait()

		f.now = f.now.Add(store.NewDefaultRetention().MaxAge + time.Hour)
		trimmed, err := f.db.Trim(t.Context(), f.now)
		require.NoError(t, err)
		assert.EqualValues(t, 1, trimmed.Changes)
		assert.Empty(t, trimmed.Lost)
		stop()
		assert.ErrorIs(t, <-ended, context.Canceled)
	})
}
