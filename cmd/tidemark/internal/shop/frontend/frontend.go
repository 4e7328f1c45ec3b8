// Package frontend is the service of the sample shop that customers talk to.
package frontend

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/log"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/service"
)

// The errors of this service.
const (
	SiteStatus   = "frontend: POST /orders answers 500"
	SiteSessions = "frontend: the session store is slow (ERROR log)"
)

// Checkout is the service behind the frontend.
type Checkout interface {
	PlaceOrder(ctx context.Context, order service.Order) error
}

// Frontend serves customers.
type Frontend struct {
	Service  *service.Service
	Checkout Checkout
}

// PostOrder handles POST /orders. When checkout fails it answers 500 and says no more: there is no
// exception in this service, only a span with status Error.
func (f *Frontend) PostOrder(ctx context.Context, order service.Order) error {
	return f.Service.Serve(ctx, "POST /orders", func(ctx context.Context) error {
		f.loadSession(ctx, order)
		err := f.Service.Call(ctx, "POST checkout", func(ctx context.Context) error { return f.Checkout.PlaceOrder(ctx, order) })
		if err != nil {
			f.Service.Raised(SiteStatus)
			return errors.New("checkout answered 500")
		}
		return nil
	}, order.Attributes()...)
}

// loadSession writes an error log without an exception when the session store is slow.
func (f *Frontend) loadSession(ctx context.Context, order service.Order) {
	service.Work(time.Millisecond)
	if !order.SlowSessions {
		return
	}
	var record log.Record
	record.SetTimestamp(time.Now())
	record.SetSeverity(log.SeverityError)
	record.SetSeverityText("ERROR")
	record.SetBody(log.StringValue(fmt.Sprintf("session store took %d ms for %s, using the cookie instead", 800+order.Number%100, order.Customer)))
	f.Service.Logger.Emit(ctx, record)
	f.Service.Raised(SiteSessions)
}
