package slowdown

import (
	"encoding/binary"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

// chain plays calls of a shop that waits for payment: a call of payment by one of its releases, and 10 ms around it.
type chain struct {
	*world
	trace uint64
}

func newChain(t *testing.T, seed uint64) *chain {
	s := warm()
	s.Shadow = 24 * time.Hour // what is told already is known, however new those are that wait for it
	s.Breakdown = breakdown.NewDefaultSettings()
	s.Breakdown.SampleOneIn = 1
	return &chain{world: newWorld(t, seed, s)}
}

// minutes plays some: ratio is how much slower payment 2 is, shop the release of the shop, share that of payment 2.
func (c *chain) minutes(n int, ratio, share float64, shop func() string) {
	for range n {
		for i := range c.rate {
			at := c.now.Add(time.Duration(i) * time.Minute / time.Duration(c.rate))
			version, d := "1", 40e6*math.Exp(0.4*c.r.NormFloat64())
			if c.r.Float64() < share {
				version, d = "2", d*ratio
			}
			c.service = "payment"
			c.send(call{operation: "server POST /charge", version: version}, at, d)
			c.service = "shop"
			release := shop()
			c.send(call{operation: "server GET /checkout", version: release}, at, d+10e6)
			c.traced(at, d, release)
		}
		c.now = c.now.Add(time.Minute)
		c.found = append(c.found, c.d.Advance(c.now)...)
	}
}

// traced tells the breakdown of a call of the shop.
func (c *chain) traced(at time.Time, inside float64, release string) {
	c.trace++
	o := c.d.Operation(Key{Namespace: "ns", Service: "shop", Environment: "prod", Operation: "server GET /checkout"}, at)
	r := c.d.Release("ns", "shop", "prod", release, at)
	begin := at.UnixNano() - int64(inside+10e6)
	entry := breakdown.SpanRef{Start: begin, End: at.UnixNano(), Entry: true, Operation: uint32(o), Release: uint32(r)}
	binary.LittleEndian.PutUint64(entry.Trace[:], c.trace)
	entry.ID[0] = 1
	child := breakdown.SpanRef{Trace: entry.Trace, Start: begin + 5e6, End: begin + 5e6 + int64(inside),
		Part: c.d.Part(breakdown.Part{Kind: breakdown.PartService, Name: "payment"})}
	child.ID[0], child.Parent[0] = 2, 1
	c.d.Trace(&child, at)
	c.d.Trace(&entry, at)
}

func always(version string) func() string { return func() string { return version } }

func TestDetector_FoldsCallersUnderTheServiceThatTheyWaitFor(t *testing.T) {
	t.Run("a caller without a release of its own", func(t *testing.T) {
		c := newChain(t, 1)
		c.minutes(120, 1, 0, always("1"))
		c.minutes(40, 2, 0.5, always("1"))
		require.Equal(t, []string{"regression 2"}, c.told(PhaseBegan))
		c.minutes(60, 2, 0.5, always("1"))
		f := c.last(KindRegression)
		require.Equal(t, "payment", f.Key.Service)
		require.Len(t, f.Children, 1)
		require.Contains(t, f.Children[0], "shop: server GET /checkout")
	})
	t.Run("a caller that is released at the same time", func(t *testing.T) {
		c := newChain(t, 2)
		c.minutes(60, 1, 0, always("1"))
		// Each release of the shop calls its own release of payment, so that both of them are slower.
		for range 40 {
			at := c.now
			c.minutesOfBoth(2)
			require.True(t, c.now.After(at))
		}
		require.Equal(t, []string{"regression 2"}, c.told(PhaseBegan))
		f := c.last(KindRegression)
		require.Equal(t, "payment", f.Key.Service)
		require.Len(t, f.Children, 1)
	})
}

// minutesOfBoth plays a minute in which both services run two releases, the second of which takes longer in payment.
func (c *chain) minutesOfBoth(ratio float64) {
	for i := range c.rate {
		at := c.now.Add(time.Duration(i) * time.Minute / time.Duration(c.rate))
		version, d := "1", 40e6*math.Exp(0.4*c.r.NormFloat64())
		if c.r.Float64() < 0.5 {
			version, d = "2", d*ratio
		}
		c.service = "payment"
		c.send(call{operation: "server POST /charge", version: version}, at, d)
		c.service = "shop"
		c.send(call{operation: "server GET /checkout", version: version}, at, d+10e6)
		c.traced(at, d, version)
	}
	c.now = c.now.Add(time.Minute)
	c.found = append(c.found, c.d.Advance(c.now)...)
}
