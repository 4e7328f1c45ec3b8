//go:build scenario

package scenario

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/issue/store/postgrestest"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	gateways = 3
	// takeOver is longer than a lease of a killed gateway lasts, and its backlog takes to deliver.
	takeOver = 90 * time.Second
	// releaseEvery is after how many batches there is a new release, which is news about every issue.
	releaseEvery = 400
)

// fleet is gateways on one database that deliver to one webhook, and a sender that goes round them.
type fleet struct {
	t       *testing.T
	webhook *collectortest.Sink
	members []*collectortest.Collector
	senders []*collectortest.Sender
	random  *rand.Rand

	// Of the sender, to be read when it has ended.
	acknowledged map[string]int // errors, by kind
	sent         int            // errors, with retries
	kinds        int

	mu   sync.Mutex
	acks [gateways][]time.Time // of batches
}

func newFleet(t *testing.T, dsn string) *fleet {
	f := &fleet{
		t: t, webhook: collectortest.NewSink(t), random: rand.New(rand.NewPCG(7, 7)), acknowledged: map[string]int{},
	}
	for range gateways {
		c := collectortest.Start(t, collectortest.Settings{
			Env:       []string{"TIDEMARK_WEBHOOK_URL=" + f.webhook.URL},
			Overrides: []string{"extensions::issue_tracker::postgresql::dsn: " + dsn},
		})
		f.members = append(f.members, c)
		f.senders = append(f.senders, collectortest.NewSender(t, c.GRPC))
	}
	return f
}

// send sends at a steady rate until ctx is done, mostly known kinds and now and then a new one. A
// batch that a gateway does not take goes to the next one.
func (f *fleet) send(ctx context.Context) {
	ticker := time.NewTicker(time.Second / killPerSecond)
	defer ticker.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		<-ticker.C
		if n%5 == 0 {
			f.kinds++
		}
		td, spans := collectortest.NewTraces("shop", fmt.Sprint("1.4.", n/releaseEvery))
		used := map[string]int{}
		for i := range killBatch {
			kind := f.kinds - 1
			if i > 0 {
				kind = f.random.IntN(f.kinds)
			}
			k := collectortest.NewKind(kind)
			used[k.Name]++
			collectortest.AddErrorSpan(spans, k, f.random, time.Now())
		}
		f.deliver(n, td)
		for name, count := range used {
			f.acknowledged[name] += count
		}
	}
}

func (f *fleet) deliver(n int, td ptrace.Traces) {
	for ; f.t.Context().Err() == nil; n++ {
		f.sent += killBatch
		again := ptrace.NewTraces() // a request takes its data along
		td.CopyTo(again)
		try, cancel := context.WithTimeout(f.t.Context(), 5*time.Second)
		err := f.senders[n%gateways].Traces(try, again)
		cancel()
		if err == nil {
			f.mu.Lock()
			f.acks[n%gateways] = append(f.acks[n%gateways], time.Now())
			f.mu.Unlock()
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// lastSecond returns how many errors a gateway acknowledged in the second before now, and not before the
// last time that it was asked.
func (f *fleet) lastSecond(member int, now time.Time) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	acks := f.acks[member]
	for i := len(acks) - 1; i >= 0 && now.Sub(acks[i]) <= time.Second; i-- {
		n += killBatch
	}
	f.acks[member] = nil
	return n
}

// during sends while something happens, and returns when all of it is sent.
func (f *fleet) during(happens func()) {
	sending, stop := context.WithCancel(f.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.send(sending)
	}()
	happens()
	stop()
	<-done
}

func (f *fleet) total() (n int) {
	for _, count := range f.acknowledged {
		n += count
	}
	return n
}

// settled waits until every acknowledged kind is an issue and every issue's last change is delivered.
func (f *fleet) settled() (issues []api.Issue) {
	f.t.Helper()
	collectortest.Eventually(f.t, takeOver, "every acknowledged kind is an issue, and all is delivered", func() (err error) {
		if issues, err = f.members[0].Issues("shop"); err != nil {
			return err
		}
		if len(issues) < len(f.acknowledged) {
			return fmt.Errorf("%d kinds are acknowledged, %d are issues", len(f.acknowledged), len(issues))
		}
		outbox, err := f.members[0].Outbox()
		if err != nil {
			return err
		}
		if waiting := outbox["issues/webhook"].Waiting; waiting > 0 {
			return fmt.Errorf("%d changes wait", waiting)
		}
		return nil
	})
	require.Len(f.t, issues, len(f.acknowledged), "no kind is two issues")
	return issues
}

// inOrder checks that each change was made once, and delivered at least once, with one id and one body,
// in the order of its issue. It returns how many there were and how many came again.
func (f *fleet) inOrder() (changes, again int) {
	f.t.Helper()
	bodies, last := map[string]string{}, map[string]int64{}
	for _, d := range f.webhook.Deliveries() {
		change, id := d.Document.Change, d.Document.Issue.ID
		if before, ok := bodies[change.ID]; ok {
			again++
			assert.Equal(f.t, before, string(d.Body), "the same id tells the same")
			continue
		}
		bodies[change.ID] = string(d.Body)
		assert.Equal(f.t, last[id]+1, change.Version, "the next change of %s", id)
		assert.Equal(f.t, change.Version == 1, change.Kind == "opened", "%s is opened once, at first", id)
		last[id] = change.Version
	}
	return len(bodies), again
}

// seconds reads how long something is to last.
func seconds(t *testing.T, variable string, byDefault int) time.Duration {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return time.Duration(byDefault) * time.Second
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, variable)
	return time.Duration(n) * time.Second
}

// Gateways that share a database speak with one voice, whichever of them is killed and when.
func TestFleet_OneIsKilledEveryFewSeconds(t *testing.T) {
	f := newFleet(t, postgrestest.DSN(t))
	length := seconds(t, "TIDEMARK_FLEET_SECONDS", 60)
	moments := rand.New(rand.NewPCG(8, uint64(time.Now().UnixNano())))
	kills, inFlight := 0, 0
	f.during(func() {
		for end := time.Now().Add(length); time.Now().Before(end); kills++ {
			time.Sleep(time.Duration(1000+moments.IntN(3000)) * time.Millisecond)
			one := moments.IntN(gateways)
			f.members[one].Kill()
			lost := f.lastSecond(one, time.Now())
			t.Logf("kill %d: gateway %d, at most %d errors in flight", kills+1, one, lost)
			inFlight += lost
			f.members[one].Run()
		}
	})
	issues := f.settled()
	changes, again := f.inOrder()
	count := int(collectortest.Total(issues))
	t.Logf("%d kills in %s: %d kinds, acknowledged %d, in flight at the kills at most %d, counted %d, sent with retries %d, %d changes, %d deliveries came again",
		kills, length, len(issues), f.total(), inFlight, count, f.sent, changes, again)
	assert.GreaterOrEqual(t, count, f.total()-inFlight)
	assert.LessOrEqual(t, count, f.sent)
}

// While the database is away data flows on, and what was counted is written when it is back.
func TestFleet_TheDatabaseIsAway(t *testing.T) {
	server := postgrestest.Start(t)
	f := newFleet(t, server.DSN)
	length := seconds(t, "TIDEMARK_AWAY_SECONDS", 20)
	f.during(func() {
		time.Sleep(3 * time.Second)
		require.NoError(t, server.Stop())
		away := time.Now()
		for i, c := range f.members {
			collectortest.Eventually(t, 30*time.Second, "the health says that the store does not answer", func() error {
				var h api.Health
				if err := c.Get("/api/v1/health", &h); err != nil {
					return err
				}
				if h.Status != api.StatusDegraded || h.Store.LastError == "" {
					return fmt.Errorf("gateway %d is %s", i, h.Status)
				}
				return nil
			})
		}
		time.Sleep(time.Until(away.Add(length)))
		require.NoError(t, server.Start())
		back := time.Now()
		for i, c := range f.members {
			collectortest.Eventually(t, takeOver+length, "the store answers again", func() error {
				var h api.Health
				if err := c.Get("/api/v1/health", &h); err != nil {
					return err
				}
				if h.Store.LastError != "" {
					return fmt.Errorf("gateway %d: %s", i, h.Store.LastError)
				}
				return nil
			})
		}
		t.Logf("all gateways write again %s after the start", time.Since(back).Round(100*time.Millisecond))
		time.Sleep(3 * time.Second)
	})
	issues := f.settled()
	collectortest.Eventually(t, takeOver, "all is counted", func() error {
		var err error
		if issues, err = f.members[1].Issues("shop"); err != nil {
			return err
		}
		if count := int(collectortest.Total(issues)); count < f.total() {
			return fmt.Errorf("%d of %d", count, f.total())
		}
		return nil
	})
	count := int(collectortest.Total(issues))
	t.Logf("away for %s: %d kinds, acknowledged %d, counted %d, sent with retries %d", length, len(issues), f.total(), count, f.sent)
	assert.Equal(t, f.sent, f.total(), "every batch was taken at once")
	assert.Equal(t, f.total(), count, "nothing that was counted is lost, and nothing is counted twice")
	changes, again := f.inOrder()
	t.Logf("%d changes, %d deliveries came again", changes, again)
}
