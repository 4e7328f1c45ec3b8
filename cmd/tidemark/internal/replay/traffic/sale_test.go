package traffic_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/replay/traffic"
)

// order is an order as checkout saw it.
type order struct {
	instance, version string
	at                time.Time
	took              time.Duration
	large             bool
}

// sold returns the orders of the hour under trouble, and how many calls of tables each version made.
func sold(trouble traffic.Trouble) (orders []order, queries map[string]int) {
	queries = map[string]int{}
	for b := range traffic.NewSale(1, trouble).Between(hour.From, hour.To) {
		for _, rs := range b.Traces.ResourceSpans().All() {
			a := rs.Resource().Attributes().AsRaw()
			version := a["service.version"].(string)
			for _, s := range rs.ScopeSpans().At(0).Spans().All() {
				if table, known := s.Attributes().Get("db.collection.name"); known {
					queries[version+" "+table.Str()]++
				}
				if a["service.name"] != "checkout" || s.Kind() != ptrace.SpanKindServer || s.Name() != "POST /orders" {
					continue
				}
				size, _ := s.Attributes().Get("http.request.body.size")
				orders = append(orders, order{a["service.instance.id"].(string), version, s.StartTimestamp().AsTime(),
					s.EndTimestamp().AsTime().Sub(s.StartTimestamp().AsTime()), size.Int() > 16_384})
			}
		}
	}
	return orders, queries
}

// median of the orders that fit, in seconds.
func median(t *testing.T, orders []order, fits func(order) bool) float64 {
	t.Helper()
	var all []time.Duration
	for _, o := range orders {
		if fits(o) {
			all = append(all, o.took)
		}
	}
	require.Greater(t, len(all), 50)
	slices.Sort(all)
	return all[len(all)/2].Seconds()
}

// fresh is version 2.3.0 on one of four processes from the beginning of the hour.
var fresh = []traffic.Release{{Service: "checkout", Version: "2.3.0", At: noon, Over: 2 * time.Hour}}

func under(version string) func(order) bool {
	return func(o order) bool { return o.version == version }
}

func TestSale_ARollOutChangesNothingByItself(t *testing.T) {
	orders, queries := sold(traffic.Trouble{Releases: fresh})
	require.InDelta(t, 1, median(t, orders, under("2.3.0"))/median(t, orders, under(traffic.SaleCheckout)), .02)
	require.Zero(t, queries["2.3.0 discounts"])
	instances := map[string]bool{}
	for _, o := range orders {
		instances[o.instance] = true
	}
	require.Len(t, instances, 4)
}

func TestSale_AnotherQueryMakesOrdersFifteenPercentSlower(t *testing.T) {
	orders, queries := sold(traffic.Trouble{Releases: fresh, AsksIn: "2.3.0"})
	require.InDelta(t, 1.15, median(t, orders, under("2.3.0"))/median(t, orders, under(traffic.SaleCheckout)), .03)
	require.Equal(t, queries["2.3.0 carts"], queries["2.3.0 discounts"])
	require.Zero(t, queries[traffic.SaleCheckout+" discounts"])
}

func TestSale_ColdProcessesAreSlowForFiveMinutes(t *testing.T) {
	orders, _ := sold(traffic.Trouble{Releases: fresh, ColdIn: "2.3.0"})
	usual, young := median(t, orders, under(traffic.SaleCheckout)), noon.Add(5*time.Minute)
	require.Greater(t, median(t, orders, func(o order) bool { return o.version == "2.3.0" && o.at.Before(young) }), 1.2*usual)
	require.InDelta(t, 1, median(t, orders, func(o order) bool { return o.version == "2.3.0" && o.at.After(young) })/usual, .03)
}

func TestSale_LargeOrdersTakeLongerWhereverTheyGo(t *testing.T) {
	orders, _ := sold(traffic.Trouble{Releases: fresh, LargeTo: "2.3.0"})
	large := map[string]int{}
	for _, o := range orders {
		if o.large {
			large[o.version]++
		}
	}
	require.Greater(t, large["2.3.0"], 4*large[traffic.SaleCheckout])
	require.Greater(t, median(t, orders, under("2.3.0")), 1.07*median(t, orders, under(traffic.SaleCheckout)))
	for _, is := range []bool{true, false} {
		alike := func(version string) float64 {
			return median(t, orders, func(o order) bool { return o.version == version && o.large == is })
		}
		require.InDelta(t, 1, alike("2.3.0")/alike(traffic.SaleCheckout), .05)
	}
}

func TestRelease_ComesBackAsOtherProcesses(t *testing.T) {
	orders, _ := sold(traffic.Trouble{Releases: []traffic.Release{
		{Service: "checkout", Version: "2.3.0", At: noon.Add(10 * time.Minute), Over: time.Minute},
		{Service: "checkout", Version: traffic.SaleCheckout, At: noon.Add(30 * time.Minute), Over: time.Minute}}})
	before, after := map[string]bool{}, map[string]bool{}
	for _, o := range orders {
		switch {
		case o.version != traffic.SaleCheckout:
		case o.at.Before(noon.Add(20 * time.Minute)):
			before[o.instance] = true
		case o.at.After(noon.Add(30 * time.Minute)):
			after[o.instance] = true
		}
	}
	require.Len(t, before, 4)
	require.Len(t, after, 4)
	for instance := range after {
		require.NotContains(t, before, instance)
	}
}
