package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

// Reader reads issues. An unknown id is store.ErrNotFound; an alias finds the issue it points to.
type Reader interface {
	Issues(ctx context.Context, query store.Query) (store.Page, error)
	Detail(ctx context.Context, tenant string, id issue.ID) (store.Detail, error)
	// Counts returns what was seen, by time and then release. An unknown id has none.
	Counts(ctx context.Context, series store.Series) ([]store.Count, error)
	// Steps returns the latest steps of an issue, the newest first. An unknown id has none.
	Steps(ctx context.Context, tenant string, id issue.ID, limit int) ([]issue.Step, error)
}

// Outbox tells what waits for which destination.
type Outbox interface {
	// Outbox returns how many changes are kept, and all known destinations by name.
	Outbox(ctx context.Context) (changes int64, destinations []engine.DestinationStatus, err error)
	// Refused returns what a destination refused, the latest first.
	Refused(ctx context.Context, destination string, limit int) ([]outbox.Refusal, error)
}

// ErrUnavailable says that the tracker is starting or stopping: the same request may succeed later.
var ErrUnavailable = errors.New("the tracker takes no requests now, try again")

// Settings is what the handler works with. All fields are required.
type Settings struct {
	Reader   Reader
	Actions  Actions
	Releases Releases
	Outbox   Outbox
	Streams  Streams
	// Operations are those whose durations are compared.
	Operations Operations
	// Rules are those about frames of each error group of the tracker, in a fixed order.
	Rules  func() []explain.RuleSet
	Health func(context.Context) wire.Health
	// Token is what writes need, and everything when the listener is not on loopback. An empty one
	// matches nothing.
	Token string
	// Loopback says that the listener has a loopback address: reading is open, and the Host header
	// must be a loopback name.
	Loopback bool
	Logger   *zap.Logger
	Now      func() time.Time
}

// tenant is empty until there are tenants.
const tenant = ""

// endpoint answers one request: a value that becomes JSON, or an error that becomes a problem.
type endpoint func(r *http.Request) (any, error)

// NewHandler returns the API. It starts nothing.
func NewHandler(s Settings) http.Handler {
	routes := http.NewServeMux()
	for pattern, methods := range map[string]map[string]endpoint{
		"/api/v1/issues":              {http.MethodGet: s.issues},
		"/api/v1/issues/{id}":         {http.MethodGet: s.issue},
		"/api/v1/issues/{id}/counts":  {http.MethodGet: s.counts},
		"/api/v1/issues/{id}/history": {http.MethodGet: s.history},
		"/api/v1/issues/{id}/resolve": {http.MethodPost: s.resolve},
		"/api/v1/issues/{id}/reopen":  {http.MethodPost: s.plain(s.Actions.Reopen)},
		"/api/v1/issues/{id}/mute":    {http.MethodPost: s.mute},
		"/api/v1/issues/{id}/unmute":  {http.MethodPost: s.plain(s.Actions.Unmute)},
		"/api/v1/issues/{id}/assign":  {http.MethodPost: s.assign},
		"/api/v1/issues/{id}/undo":    {http.MethodPost: s.plain(s.Actions.Undo)},
		"/api/v1/issues/{id}/merge":   {http.MethodPost: s.merge},
		"/api/v1/issues/{id}/unmerge": {http.MethodPost: s.plain(s.Actions.Unmerge)},
		"/api/v1/releases":            {http.MethodGet: s.releases},
		"/api/v1/streams":             {http.MethodGet: s.streams},
		"/api/v1/operations":          {http.MethodGet: s.operations},
		"/api/v1/explain":             {http.MethodGet: s.explain},
		"/api/v1/outbox":              {http.MethodGet: s.outbox},
		"/api/v1/health":              {http.MethodGet: s.health},
		"/":                           nil,
	} {
		routes.Handle(pattern, s.route(methods))
	}

	// From the innermost to the outermost.
	var h http.Handler = routes
	h = limitBody(h)
	h = s.authorize(h)
	h = s.checkHost(h)        // before the token: a rebound name learns nothing
	h = s.recoverPanic(h)     // a panic in any of the above is a problem too
	h = setSecurityHeaders(h) // on every response
	return h
}

// health says how the tracker is doing. It is 200 also when degraded: the answer is in the body.
func (s *Settings) health(r *http.Request) (any, error) {
	if _, err := parameters(r); err != nil {
		return nil, err
	}
	return s.Health(r.Context()), nil
}
