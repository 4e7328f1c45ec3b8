package api

import (
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/engine"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var (
	operationsParameters = []string{"service", "environment", "state", "name", "limit"}
	operationStates      = []string{"learning", "shadow", "watched", "comparing", "slower", "drifting"}
)

// Operations lists the operations whose durations are compared.
type Operations interface {
	Operations() []engine.Operation
}

func (s *Settings) operations(r *http.Request) (any, error) {
	values, err := parameters(r, operationsParameters...)
	if err != nil {
		return nil, err
	}
	wanted := map[string]string{}
	for _, key := range operationsParameters[:4] {
		if wanted[key], err = one(values, key); err != nil {
			return nil, err
		}
	}
	if state := wanted["state"]; state != "" && !slices.Contains(operationStates, state) {
		return nil, badRequest("unknown state %q: use %s", state, strings.Join(operationStates, ", "))
	}
	limit, err := number(values, "limit", defaultStreams, 1, maxStreams)
	if err != nil {
		return nil, err
	}
	w := wire.OperationList{Operations: []wire.Operation{}}
	all := s.Operations.Operations()
	for n := range all {
		if !fitsOperation(&all[n], wanted) {
			continue
		}
		if len(w.Operations) == limit {
			w.More = true
			break
		}
		w.Operations = append(w.Operations, encodeOperation(&all[n]))
	}
	return w, nil
}

func fitsOperation(o *engine.Operation, wanted map[string]string) bool {
	for key, value := range map[string]string{"service": o.Key.Service, "environment": o.Key.Environment, "state": o.State, "name": o.Key.Operation} {
		if wanted[key] != "" && wanted[key] != value {
			return false
		}
	}
	return true
}

func encodeOperation(o *engine.Operation) wire.Operation {
	w := wire.Operation{
		Component: o.Component, Operation: o.Key.Operation, ServiceNamespace: o.Key.Namespace, Service: o.Key.Service, Environment: o.Key.Environment,
		Failed: o.Key.Failed, State: o.State, Since: instantOf(o.Born), Last: instantOf(o.Last), Spans: o.Spans, Releases: []wire.OperationRelease{},
	}
	for n := range o.Releases {
		w.Releases = append(w.Releases, encodeOperationRelease(&o.Releases[n]))
	}
	return w
}

// nanoseconds are in a millisecond.
const nanoseconds = 1e6

func encodeOperationRelease(r *engine.OperationRelease) wire.OperationRelease {
	w := wire.OperationRelease{
		Release: r.Release, Old: r.Old, FirstSeen: instantOf(r.First), LastSeen: instantOf(r.Last), Spans: int64(r.Spans),
		Quantiles: []wire.OperationQuantile{},
	}
	for _, q := range r.Quantiles {
		if math.IsNaN(q.Value) { // of nothing
			continue
		}
		w.Quantiles = append(w.Quantiles, wire.OperationQuantile{
			Quantile: q.Q, Duration: interval(q.Value/nanoseconds, q.Low/nanoseconds, q.High/nanoseconds),
		})
	}
	if !r.Compared {
		return w
	}
	w.Comparison = &wire.Comparison{
		Answer: r.Answer.String(), Effect: interval(r.Effect.Ratio, r.Effect.Low, r.Effect.High), Evidence: known(r.Evidence), Threshold: known(r.Threshold),
	}
	if need := r.Need; !math.IsInf(need.Likely, 0) && !math.IsNaN(need.Likely) {
		between := interval(math.Ceil(need.Likely), math.Ceil(need.Low), math.Ceil(need.High))
		w.Comparison.Need = &between
	}
	return w
}

func interval(value, low, high float64) event.Interval {
	return event.Interval{Value: known(value), Low: known(low), High: known(high)}
}

// known rounds a figure to three digits behind the point. What JSON has no word for is 0.
func known(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return math.Round(x*1000) / 1000
}
