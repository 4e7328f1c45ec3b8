package demo

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestRun_SendsEverythingAndFindsItAgain(t *testing.T) {
	f := newFakeCollector(t)
	var out bytes.Buffer
	id, err := Run(t.Context(), Settings{Out: &out, Client: f.client, Endpoint: f.endpoint, Duration: shop.MinDuration, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"release 1.2.0: ", "release 1.4.0: ", "and all are counted", "From the first error", "*payment.ChargeError"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
	for _, i := range f.issues {
		if i.ID == id && i.Title == "*payment.ChargeError" {
			return
		}
	}
	t.Errorf("the issue to look at is %q of %+v", id, f.issues)
}

func TestRun_WithoutACollectorItSendsNothing(t *testing.T) {
	f := newFakeCollector(t)
	var unreachable *client.UnreachableError
	_, err := Run(t.Context(), Settings{Out: &bytes.Buffer{}, Client: f.client, Endpoint: "127.0.0.1:1", Duration: time.Hour, Now: time.Now})
	if !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "OTLP") {
		t.Errorf("without OTLP: %v", err)
	}
	nobody, err := client.New(client.Settings{Address: "127.0.0.1:1", Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Run(t.Context(), Settings{Out: &bytes.Buffer{}, Client: nobody, Endpoint: f.endpoint, Duration: time.Hour, Now: time.Now})
	if !errors.As(err, &unreachable) || strings.Contains(err.Error(), "OTLP") {
		t.Errorf("without the API: %v", err)
	}
}

func TestRun_EndsWhenItIsInterrupted(t *testing.T) {
	f := newFakeCollector(t)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, cancel)
	_, err := Run(ctx, Settings{Out: &bytes.Buffer{}, Client: f.client, Endpoint: f.endpoint, Duration: time.Hour, Now: time.Now})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestWaitCounted_NamesWhatIsMissing(t *testing.T) {
	f := newFakeCollector(t)
	s := Settings{Client: f.client}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := s.waitCounted(ctx, map[string]int{shop.Sites[0].Name: 3}, counts{})
	if err == nil || !strings.Contains(err.Error(), shop.Sites[0].Name+": 0 of 3") {
		t.Errorf("got %v", err)
	}
}

func TestMissing_CountsFromWhereAnEarlierDemoEnded(t *testing.T) {
	site := shop.Sites[0]
	list := api.IssueList{Issues: []api.Issue{
		{ID: "a", Service: site.Service, Title: "*" + site.Title + ": charge order 1", Observed: 5},
		{ID: "b", Service: "another", Title: site.Title, Observed: 100},
		{ID: "c", Service: site.Service, Title: "another", Observed: 100},
	}}
	sent := map[string]int{site.Name: 3}
	for before, want := range map[int64]int{0: 0, 2: 0, 3: 1, 5: 1} {
		if got := missing(sent, counts{site.Name: before}, countSites(list)); len(got) != want {
			t.Errorf("from %d on: %q", before, got)
		}
	}
	if got := first(list); got != "a" {
		t.Errorf("the first is %q", got)
	}
	if got := first(api.IssueList{}); got != "" {
		t.Errorf("the first of none is %q", got)
	}
}

func TestWatcher_MeasuresFromTheFirstErrorToAnOccurrenceThatIsNotOlder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := Settings{}
		w := s.startWatching(t.Context())
		w.list = func(context.Context) (api.IssueList, error) {
			switch since := time.Since(start); {
			case since < time.Second:
				return api.IssueList{}, errors.New("busy")
			case since < 2*time.Second: // of an earlier demo
				return api.IssueList{Issues: []api.Issue{{LastSeen: start.Add(-time.Hour)}}}, nil
			default:
				return api.IssueList{Issues: []api.Issue{{LastSeen: start}}}, nil
			}
		}
		w.first(start)
		time.Sleep(3 * time.Second)
		if err := w.stop(); err != nil || w.took != 2*time.Second {
			t.Errorf("%v after %v", err, w.took)
		}
	})
}

func TestWatcher_StopsWhenNothingBecomesVisible(t *testing.T) {
	for _, failed := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			w := (&Settings{}).startWatching(t.Context())
			w.list = func(context.Context) (api.IssueList, error) { return api.IssueList{}, nil }
			if failed {
				w.first(time.Now())
				time.Sleep(time.Second)
			}
			if err := w.stop(); !errors.Is(err, errNotVisible) {
				t.Errorf("got %v", err)
			}
		})
	}
}
