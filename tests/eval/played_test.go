//go:build eval

package eval

import (
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// played does jobs on all processors and returns their outcomes in the order of the jobs.
func played[J ~func() (O, error), O any](t *testing.T, jobs []J) []O {
	results := make([]O, len(jobs))
	errs := make([]error, len(jobs))
	next := make(chan int)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				results[i], errs[i] = jobs[i]()
			}
		})
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	wait.Wait()
	for i := range jobs {
		require.NoError(t, errs[i])
	}
	return results
}
