package api_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func newOutboxTracker() *fakeTracker {
	return &fakeTracker{
		destinations: []engine.DestinationStatus{
			{
				Name: "issues/sentry", Running: true, Cursor: 9, Delivered: 8, DeliveredAt: now.Add(-time.Hour), LastError: "no answer", LastErrorAt: now,
				Lost: 2, Refused: 1, Backlog: outbox.Backlog{Waiting: 3, Oldest: now.Add(-time.Minute)},
			},
			{Name: "issues/webhook"},
		},
		refusals: []outbox.Refusal{{
			Seq: 4, ChangeID: "a-1", IssueID: "a", Kind: "opened", Title: "T", At: now, RefusedAt: now, Reason: "too_large", Error: "413",
		}},
	}
}

func TestOutbox_TellsAllThatIsKnownOfEachDestination(t *testing.T) {
	f := newOutboxTracker()
	w := serve(newHandler(f), request(http.MethodGet, "/api/v1/outbox", ""))
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	var got wire.Outbox
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
	at := func(d time.Duration) *time.Time { t := now.Add(d); return &t }
	refused := []wire.RefusedChange{{
		ChangeID: "a-1", IssueID: "a", Kind: "opened", Title: "T", At: now, RefusedAt: now, Reason: "too_large", Error: "413",
	}}
	require.Equal(t, wire.Outbox{Changes: 12, Destinations: []wire.OutboxDestination{
		{
			Name: "issues/sentry", Running: true, Position: 9, Waiting: 3, OldestWaiting: at(-time.Minute), Delivered: 8, LastDelivery: at(-time.Hour),
			LastError: "no answer", LastErrorAt: at(0), Lost: 2, Refused: 1, LatestRefused: refused,
		},
		{Name: "issues/webhook", LatestRefused: refused},
	}}, got)
	require.Equal(t, []string{"issues/sentry 10", "issues/webhook 10"}, f.refusedOf)
}

func TestOutbox_OneDestination(t *testing.T) {
	f := newOutboxTracker()
	w := serve(newHandler(f), request(http.MethodGet, "/api/v1/outbox?destination=issues/webhook&limit=0", ""))
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, []string{"issues/webhook 0"}, f.refusedOf)
}

func TestOutbox_Problems(t *testing.T) {
	f := newOutboxTracker()
	for _, c := range []struct {
		name, target string
		status       int
		detail       string
	}{
		{"an unknown destination names those that there are", "?destination=slack", 404, `"slack"; there is issues/sentry, issues/webhook`},
		{"too many refused changes", "?limit=1001", 400, "from 0 to 1000"},
		{"an unknown parameter", "?nope=1", 400, "use destination, limit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantProblem(t, serve(newHandler(f), request(http.MethodGet, "/api/v1/outbox"+c.target, "")), c.status, c.detail)
		})
	}
	f.err = errors.New("disk I/O error")
	wantProblem(t, serve(newHandler(f), request(http.MethodGet, "/api/v1/outbox", "")), 500, "its log says why")
}
