package flatline

import "time"

const (
	blockStep  = int64(10 * time.Second)
	blockCount = 72 // with a wait of ten minutes
)

// blocks are the counts of a stream in the last twelve minutes, to be held against those of another.
type blocks struct {
	counts [blockCount]float32
	newest int64
}

func (b *blocks) add(at int64, n float64) {
	i := at / blockStep
	for j := max(b.newest+1, i-blockCount+1); j <= i; j++ {
		b.counts[j%blockCount] = 0
	}
	b.newest = max(b.newest, i)
	if i > b.newest-blockCount {
		b.counts[i%blockCount] += float32(n)
	}
}

func (b *blocks) at(i int64) float64 {
	if b == nil || i > b.newest || i <= b.newest-blockCount {
		return 0
	}
	return float64(b.counts[i%blockCount])
}
