package traffic_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/replay/traffic"
)

var (
	monday = traffic.Opening.AddDate(0, 0, 21)
	noon   = monday.Add(12 * time.Hour)
	hour   = traffic.Interval{From: noon, To: noon.Add(time.Hour)}
	// longer also holds what is received of the hour after it.
	longer = traffic.Interval{From: noon, To: noon.Add(61 * time.Minute)}
)

// tally is how often what was seen: "accounts 2.0.0 POST /accounts", "node-1", by environment.
func tally(shop *traffic.Shop, during traffic.Interval, environment string) map[string]int {
	seen := map[string]int{}
	for b := range shop.Between(during.From, during.To) {
		for _, rs := range b.Traces.ResourceSpans().All() {
			a := rs.Resource().Attributes().AsRaw()
			for _, s := range rs.ScopeSpans().At(0).Spans().All() {
				if a["deployment.environment.name"] == environment && s.Kind() != ptrace.SpanKindClient {
					seen[a["service.name"].(string)+" "+s.Name()]++
					seen[a["service.name"].(string)+"@"+a["service.version"].(string)]++
					seen[a["host.name"].(string)]++
				}
			}
		}
		for _, rl := range b.Logs.ResourceLogs().All() {
			a := rl.Resource().Attributes().AsRaw()
			for _, l := range rl.ScopeLogs().At(0).LogRecords().All() {
				if a["deployment.environment.name"] == environment {
					seen[l.EventName()]++
				}
			}
		}
	}
	return seen
}

func TestShop_IsTheSameForTheSameSeed(t *testing.T) {
	bytes := func(seed uint64) (all []byte) {
		for b := range traffic.New(seed, monday, traffic.Trouble{}).Between(hour.From, hour.To) {
			traces, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(b.Traces)
			require.NoError(t, err)
			logs, err := (&plog.ProtoMarshaler{}).MarshalLogs(b.Logs)
			require.NoError(t, err)
			all = append(append(all, traces...), logs...)
		}
		return all
	}
	require.Equal(t, bytes(1), bytes(1))
	require.NotEqual(t, bytes(1), bytes(2))
}

func TestShop_HasAboutAMillionSpansInThreeWeeks(t *testing.T) {
	spans, records := 0, 0
	for b := range traffic.New(1, monday, traffic.Trouble{}).Between(traffic.Opening, monday) {
		spans += b.Traces.SpanCount()
		records += b.Logs.LogRecordCount()
	}
	t.Logf("%d spans, %d log records", spans, records)
	require.Less(t, spans, 1_000_000)
	require.Greater(t, spans, 700_000)
}

func TestTrouble_ChangesWhatItSays(t *testing.T) {
	usual := tally(traffic.New(1, monday, traffic.Trouble{}), hour, traffic.Production)
	release := []traffic.Release{{Service: "accounts", Version: "2.1.0", At: noon}}
	for name, c := range map[string]struct {
		trouble traffic.Trouble
		// gone no longer come, appear come for the first time, stay come exactly as often as ever.
		gone, appear, stay []string
	}{
		"an outage leaves health checks and heartbeats": {traffic.Trouble{Outage: hour},
			[]string{"frontend GET /", "frontend POST /signup", "accounts POST /accounts", traffic.SignupEvent, "order.placed"},
			nil, []string{"frontend GET /healthz", "mailer GET /healthz", "process.heartbeat"}},
		"a crashed agent loses its host": {traffic.Trouble{Crash: longer, CrashedHosts: traffic.Hosts[:1]},
			[]string{"node-1"}, nil, []string{"node-2"}},
		"a broken release has attempts and no success": {traffic.Trouble{Releases: release, BrokenIn: "2.1.0"},
			[]string{traffic.SignupEvent, "mailer process welcome-mail"}, []string{"accounts@2.1.0"}, []string{"accounts GET /healthz"}},
		"a renamed event goes on under its new name": {traffic.Trouble{Releases: release, RenamedIn: "2.1.0"},
			[]string{traffic.SignupEvent}, []string{traffic.SignupEventRenamed}, []string{"frontend POST /signup", "accounts POST /accounts", "order.placed", "mailer process welcome-mail"}},
	} {
		t.Run(name, func(t *testing.T) {
			seen := tally(traffic.New(1, monday, c.trouble), hour, traffic.Production)
			for _, what := range c.gone {
				require.NotZero(t, usual[what], what)
				require.Zero(t, seen[what], what)
			}
			for _, what := range c.appear {
				require.Zero(t, usual[what], what)
				require.NotZero(t, seen[what], what)
			}
			for _, what := range c.stay {
				require.NotZero(t, usual[what], what)
				require.Equal(t, usual[what], seen[what], what)
			}
		})
	}
}

func TestShop_StagingSpeaksWhenAllAgentsOfProductionAreSilent(t *testing.T) {
	shop := traffic.New(1, monday, traffic.Trouble{Crash: longer, CrashedHosts: traffic.Hosts})
	require.Empty(t, tally(shop, hour, traffic.Production))
	require.Equal(t, 60, tally(shop, hour, traffic.Staging)["frontend GET /healthz"])
}

func TestShop_HolidayAndQuietNightHaveFewerCustomers(t *testing.T) {
	usual := tally(traffic.New(1, monday, traffic.Trouble{}), hour, traffic.Production)["frontend GET /"]
	holiday := tally(traffic.New(1, monday, traffic.Trouble{Holiday: hour}), hour, traffic.Production)["frontend GET /"]
	quiet := tally(traffic.New(1, monday, traffic.Trouble{Quiet: hour, QuietShare: .6}), hour, traffic.Production)["frontend GET /"]
	require.InDelta(t, .5*.65/.95, float64(holiday)/float64(usual), .12)
	require.InDelta(t, .6, float64(quiet)/float64(usual), .15)
}
