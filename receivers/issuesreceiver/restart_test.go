package issuesreceiver

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
)

func TestRestart_NoChangeComesTwiceAfterAStopAndNoneIsLost(t *testing.T) {
	directory := t.TempDir()
	p := &pipeline{}
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		f := newFixture(t, p).start(t, k)
		k.report(t, "A")
		k.report(t, "B")
		synctest.Wait()
		f.stop(t)
		k.report(t, "C") // while nobody reads
		f = newFixture(t, p).start(t, k)
		synctest.Wait()
		f.stop(t)
		k.report(t, "D")
		require.NoError(t, k.Shutdown(t.Context()))
	})
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		f := newFixture(t, p).start(t, k)
		k.report(t, "E")
		synctest.Wait()
		f.stop(t)
	})
	tried, _ := p.got()
	assert.Equal(t, []string{"opened A", "opened B", "opened C", "opened D", "opened E"}, tried)
}

func TestRestart_AChangeThatWasUnderWayComesAgain(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		p := &pipeline{answer: func(ctx context.Context, name string, attempt int) error {
			if name == "opened B" && attempt == 1 {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}}
		f := newFixture(t, p).start(t, k)
		for _, kind := range []string{"A", "B", "C"} {
			k.report(t, kind)
		}
		synctest.Wait()
		f.stop(t)
		wantTaken(t, p, "opened A")
		f = newFixture(t, p).start(t, k)
		synctest.Wait()
		wantTaken(t, p, "opened A", "opened B", "opened C")
		f.stop(t)
	})
}

func TestRestart_AChangeThatIsTakenWhileItStopsDoesNotComeAgain(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		p := &pipeline{answer: func(ctx context.Context, _ string, _ int) error {
			<-ctx.Done()
			return nil // the destination has answered, the stop came in between
		}}
		f := newFixture(t, p).start(t, k)
		k.report(t, "A")
		synctest.Wait()
		f.stop(t)
		p.answer = nil
		f = newFixture(t, p).start(t, k)
		k.report(t, "B")
		synctest.Wait()
		wantTaken(t, p, "opened A", "opened B")
		f.stop(t)
	})
}

func TestRestart_AnotherNameIsAnotherDestination(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k, p := startTracker(t, directory), &pipeline{}
		k.report(t, "A")
		for _, name := range []string{"one", "two", "one"} {
			f := newNamed(t, name, p, fromTheBeginning).start(t, k)
			synctest.Wait()
			f.stop(t)
		}
		wantTaken(t, p, "opened A", "opened A")
	})
}

func TestShutdown_WithoutStartAndTwice(t *testing.T) {
	f := newFixture(t, consumertest.NewNop())
	f.stop(t)
	f.stop(t)
	f.start(t, startTracker(t, t.TempDir()))
	f.stop(t)
	f.stop(t)
}

func TestShutdown_EndsTheWaitForARetry(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		p := &pipeline{answer: func(context.Context, string, int) error { return errAway }}
		f := newFixture(t, p, func(c *Config) { c.Retry.InitialInterval, c.Retry.MaxInterval = time.Hour, time.Hour }).start(t, k)
		k.report(t, "A")
		synctest.Wait()
		began := time.Now()
		f.stop(t)
		assert.Zero(t, time.Since(began))
	})
}

func TestShutdown_DoesNotWaitLongerThanItMayForAPipelineThatBlocks(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k, release := startTracker(t, directory), make(chan struct{})
		p := &pipeline{answer: func(context.Context, string, int) error {
			<-release // whatever its context says
			return nil
		}}
		f := newFixture(t, p).start(t, k)
		k.report(t, "A")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		require.ErrorIs(t, f.Shutdown(ctx), context.DeadlineExceeded)
		assert.Equal(t, 5*time.Second, time.Since(began))
		close(release)
		synctest.Wait()
		wantTaken(t, p, "opened A")
	})
}
