//go:build scenario

package scenario

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	kills         = 20
	killBatch     = 10
	killPerSecond = 40 // batches
)

// killSender sends at a steady rate, mostly known kinds and now and then a new one, and sends again
// what was not acknowledged.
type killSender struct {
	sender       *collectortest.Sender
	random       *rand.Rand
	acknowledged map[string]int // by kind
	sent         int            // errors, with retries
	kinds        int

	mu   sync.Mutex
	acks []time.Time // of batches
}

// lastSecond returns how many errors were acknowledged in the second before a kill, and since the one
// before it.
func (s *killSender) lastSecond(now time.Time) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.acks) - 1; i >= 0 && now.Sub(s.acks[i]) <= time.Second; i-- {
		n += killBatch
	}
	s.acks = nil
	return n
}

// run sends until ctx is done. A batch that is under way then is sent to its end.
func (s *killSender) run(ctx context.Context, background context.Context) {
	ticker := time.NewTicker(time.Second / killPerSecond)
	defer ticker.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		<-ticker.C
		if n%5 == 0 {
			s.kinds++
		}
		td, spans := collectortest.NewTraces("shop", "1.4.0")
		used := map[string]int{}
		for i := range killBatch {
			kind := s.kinds - 1
			if i > 0 {
				kind = s.random.IntN(s.kinds)
			}
			k := collectortest.NewKind(kind)
			used[k.Name]++
			collectortest.AddErrorSpan(spans, k, s.random, time.Now())
		}
		s.deliver(background, td)
		s.mu.Lock()
		s.acks = append(s.acks, time.Now())
		s.mu.Unlock()
		for name, count := range used {
			s.acknowledged[name] += count
		}
	}
}

// deliver sends a batch until it is acknowledged.
func (s *killSender) deliver(ctx context.Context, td ptrace.Traces) {
	for {
		s.sent += killBatch
		again := ptrace.NewTraces() // a request takes its data along
		td.CopyTo(again)
		try, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := s.sender.Traces(try, again)
		cancel()
		if err == nil || ctx.Err() != nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Whatever moment a kill -9 comes at, no acknowledged kind of error is lost, none is opened twice, and
// every change is delivered, under the same id when it is delivered twice.
func TestKilledTwentyTimes(t *testing.T) {
	webhook := collectortest.NewSink(t)
	c := collectortest.Start(t, collectortest.Settings{Env: []string{"TIDEMARK_WEBHOOK_URL=" + webhook.URL}})
	s := &killSender{
		sender: collectortest.NewSender(t, c.GRPC), random: rand.New(rand.NewPCG(3, 3)), acknowledged: map[string]int{},
	}
	sending, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.run(sending, t.Context())
	}()
	moments := rand.New(rand.NewPCG(4, uint64(time.Now().UnixNano())))
	mayBeLost := 0
	for range kills {
		time.Sleep(time.Duration(1000+moments.IntN(2000)) * time.Millisecond)
		c.Kill()
		mayBeLost += s.lastSecond(time.Now())
		c.Run()
	}
	stop()
	<-done

	// The end of the last flush, and of the deliveries.
	var issues []api.Issue
	acknowledged := 0
	for _, n := range s.acknowledged {
		acknowledged += n
	}
	collectortest.Eventually(t, 30*time.Second, "every acknowledged kind is an issue that was delivered", func() (err error) {
		if issues, err = c.Issues("shop"); err != nil {
			return err
		}
		delivered := map[string]bool{}
		for _, d := range webhook.Deliveries() {
			delivered[d.Document.Issue.ID] = true
		}
		for _, i := range issues {
			if !delivered[i.ID] {
				return fmt.Errorf("%s is not delivered", i.ID)
			}
		}
		if len(issues) < len(s.acknowledged) {
			return fmt.Errorf("%d kinds are acknowledged, %d are issues", len(s.acknowledged), len(issues))
		}
		return nil
	})
	require.Len(t, issues, len(s.acknowledged))

	bodies, versions := map[string]string{}, map[string]map[int64]bool{}
	twice := 0
	for _, d := range webhook.Deliveries() {
		change := d.Document.Change
		if before, ok := bodies[change.ID]; ok {
			twice++
			assert.Equal(t, before, string(d.Body), "the same id tells the same")
		}
		bodies[change.ID] = string(d.Body)
		id := d.Document.Issue.ID
		if versions[id] == nil {
			versions[id] = map[int64]bool{}
		}
		versions[id][change.Version] = true
		if change.Kind == "opened" {
			assert.EqualValues(t, 1, change.Version, "an issue is opened once")
		}
	}
	for id, seen := range versions {
		for v := int64(1); v <= int64(len(seen)); v++ {
			assert.True(t, seen[v], "the change %s-%d was not delivered", id, v)
		}
	}
	count := int(collectortest.Total(issues))
	t.Logf("%d kills: %d kinds, acknowledged %d (of them %d in the last second before a kill), counted %d, sent with retries %d, %d changes of which %d were delivered twice",
		kills, len(issues), acknowledged, mayBeLost, count, s.sent, len(bodies), twice)
	assert.GreaterOrEqual(t, count, acknowledged-mayBeLost)
	assert.LessOrEqual(t, count, s.sent)
}
