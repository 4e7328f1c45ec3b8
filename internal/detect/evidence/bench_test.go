package evidence

import "testing"

func BenchmarkEvidence(b *testing.B) {
	tail, d, c := forms(b)
	b.Run("Tail.Record", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			tail.Record(1.5, 1)
		}
	})
	b.Run("Tail.Inverse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			tail.Inverse(12)
		}
	})
	b.Run("Drop.Step", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d.Step(noon, 0.01, 1, 1)
		}
	})
	b.Run("Drop.Evidence", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d.Evidence(12)
		}
	})
	b.Run("Cohort.Step", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Step(0.1, 1, 9)
		}
	})
}
