package evidence

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRise_AlarmsFalselyInAtMostAlphaOfAllReleases(t *testing.T) {
	const releases, blocks, alpha = 4000, 200, 0.05
	r := rand.New(rand.NewPCG(1, 3))
	var alarms int
	for range releases {
		var e Rise
		for range blocks {
			// 3 of 30 requests are slow, 10 of them of the new release: drawn without replacement.
			var fresh float64
			for i, left := 0, 10; i < 3; i++ {
				if r.IntN(30-i) < left {
					fresh++
					left--
				}
			}
			e.Step(1./3, fresh, 3-fresh)
			if e.Evidence() >= math.Log(1/alpha) {
				alarms++
				break
			}
		}
	}
	// The 99.9 % quantile of a binomial count with alpha; far fewer would say that the test does not try.
	require.LessOrEqual(t, alarms, 245)
	require.GreaterOrEqual(t, alarms, 20)
}

func TestRise_TellsThriceAsManyByEightyEvents(t *testing.T) {
	var e Rise
	events := 0
	for e.Evidence() < math.Log(1e4) {
		e.Step(0.5, 3, 1)
		events += 4
	}
	// ln(3·10⁴) over the divergence of 3/4 from 1/2, 0.131 nats an event, is 79.
	require.InDelta(t, 79, events, 3)
	require.Zero(t, testing.AllocsPerRun(10, func() { e.Step(0.1, 1, 2); e.Evidence() }))
}

func TestRise_KeepsAllInItsBinaryForm(t *testing.T) {
	var e, got Rise
	e.Step(0.3, 5, 7)
	b, err := e.AppendBinary(nil)
	require.NoError(t, err)
	require.Len(t, b, RiseSize)
	require.NoError(t, got.UnmarshalBinary(b))
	require.Equal(t, e, got)
	b[1+7], b[1+6] = 0x7f, 0xf8
	require.ErrorIs(t, got.UnmarshalBinary(b), ErrFormat)
	require.Equal(t, e, got)
}
