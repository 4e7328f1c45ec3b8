// Package checkout is the service of the sample shop that places orders.
package checkout

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/service"
)

// The errors of this service.
const (
	SiteOrder  = "checkout: an order is not placed because payment failed"
	SiteCoupon = "checkout: a coupon is not valid (handled)"
)

// FirstWithCoupons is the release that brought coupons.
const FirstWithCoupons = "1.3.0"

// Inventory reserves goods.
type Inventory interface {
	Reserve(ctx context.Context, order service.Order) error
}

// Payment charges customers.
type Payment interface {
	Charge(ctx context.Context, order service.Order) error
}

// Checkout places orders.
type Checkout struct {
	Service   *service.Service
	Inventory Inventory
	Payment   Payment
}

// OrderError says that an order was not placed.
type OrderError struct {
	Number int
	Err    error
}

func (e *OrderError) Error() string {
	return fmt.Sprintf("order %d was not placed: %v", e.Number, e.Err)
}

// Unwrap returns the cause.
func (e *OrderError) Unwrap() error { return e.Err }

// CouponError says that a coupon cannot be used.
type CouponError struct{ Coupon string }

func (e *CouponError) Error() string { return fmt.Sprintf("coupon %s has expired", e.Coupon) }

// PlaceOrder handles POST /checkout.
func (c *Checkout) PlaceOrder(ctx context.Context, order service.Order) error {
	return c.Service.Serve(ctx, "POST /checkout", func(ctx context.Context) error {
		c.applyCoupon(ctx, order)
		// Goods that cannot be reserved now are ordered later: the customer does not notice.
		_ = c.Service.Call(ctx, "POST inventory", func(ctx context.Context) error { return c.Inventory.Reserve(ctx, order) })
		return c.pay(ctx, order)
	}, order.Attributes()...)
}

// pay records what payment answered once more, wrapped, as each service of a chain does.
func (c *Checkout) pay(ctx context.Context, order service.Order) error {
	service.Work(time.Millisecond)
	err := c.Service.Call(ctx, "POST payment", func(ctx context.Context) error { return c.Payment.Charge(ctx, order) })
	if err != nil {
		err = &OrderError{Number: order.Number, Err: err}
		trace.SpanFromContext(ctx).RecordError(err, trace.WithStackTrace(true))
		c.Service.Raised(SiteOrder)
	}
	return err
}

// applyCoupon records an exception on a span that succeeds: a handled one.
func (c *Checkout) applyCoupon(ctx context.Context, order service.Order) {
	if order.Coupon == "" || c.Service.Release() < FirstWithCoupons {
		return
	}
	trace.SpanFromContext(ctx).RecordError(&CouponError{Coupon: order.Coupon}, trace.WithStackTrace(true))
	c.Service.Raised(SiteCoupon)
}
