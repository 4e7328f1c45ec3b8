package latency

import (
	"testing"
	"time"
)

func BenchmarkLatency(b *testing.B) {
	h, c, d := forms(b)
	w := newWorld(1, world{spread: 0.6, size: 400, share: 0.4})
	w.next()
	b.Run("Hist.Record, per span", func(b *testing.B) {
		b.ReportAllocs()
		durations := make([]float64, 1024)
		for i := range durations {
			durations[i] = 5e7 * w.factor()
		}
		i := 0
		for b.Loop() {
			if h.Record(durations[i&1023]) {
				h.Reset()
			}
			i++
		}
	})
	b.Run("Comparison.Close, per block", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Close(&w.old, &w.fresh)
		}
	})
	b.Run("Comparison.Answer, per block", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Answer(1e-4, NewDefaultGate())
		}
	})
	b.Run("Comparison.Effect", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Effect()
		}
	})
	b.Run("Drift.Close, per block", func(b *testing.B) {
		b.ReportAllocs()
		end := start.Add(1000 * time.Hour)
		for b.Loop() {
			end = end.Add(time.Minute)
			d.Close(time.UTC, end, w.base*w.factor())
		}
	})
}
