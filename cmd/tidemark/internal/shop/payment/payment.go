// Package payment is the service of the sample shop that charges customers.
package payment

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/service"
)

// SiteCharge is the error that 1.4.0 brings.
const SiteCharge = "payment: there is no ledger account for CHF"

// FirstWithoutCHF is the release that lost an account.
const FirstWithoutCHF = "1.4.0"

// Payment charges customers.
type Payment struct {
	Service *service.Service
}

// ChargeError says that an order was not paid.
type ChargeError struct {
	Order int
	Err   error
}

func (e *ChargeError) Error() string { return fmt.Sprintf("charge order %d: %v", e.Order, e.Err) }

// Unwrap returns the cause.
func (e *ChargeError) Unwrap() error { return e.Err }

// Charge handles POST /charge.
func (p *Payment) Charge(ctx context.Context, order service.Order) error {
	return p.Service.Serve(ctx, "POST /charge", func(ctx context.Context) error {
		return p.charge(ctx, order)
	}, order.Attributes()...)
}

func (p *Payment) charge(ctx context.Context, order service.Order) error {
	service.Work(2 * time.Millisecond)
	books := ledger{accounts: accountsOf(p.Service.Release())}
	if err := books.debit(order); err != nil {
		err = &ChargeError{Order: order.Number, Err: err}
		trace.SpanFromContext(ctx).RecordError(err, trace.WithStackTrace(true))
		p.Service.Raised(SiteCharge)
		return err
	}
	return nil
}
