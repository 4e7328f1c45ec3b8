package shop

import (
	"context"
	"fmt"
	"time"

	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/checkout"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/frontend"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/inventory"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/payment"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/service"
)

// OrdersPerSecond is how many orders customers place.
const OrdersPerSecond = 40

// MinDuration is the shortest run in which each release has an order that fails at each of its sites.
const MinDuration = 3 * time.Second

// Settings say where the telemetry of the shop goes and who is told how it is going.
type Settings struct {
	Spans sdktrace.SpanProcessor
	Logs  sdklog.Processor
	// FirstError is told when the first error was recorded.
	FirstError func(at time.Time)
	// Done is told after each release how many orders it took and how many of them failed.
	Done func(release string, orders, failed int)
}

// Shop is the sample application.
type Shop struct {
	settings Settings
	tally    *tally
	orders   int // so far
}

// New returns a shop that has not opened yet.
func New(s Settings) *Shop {
	return &Shop{settings: s, tally: &tally{sent: map[string]int{}, first: s.FirstError}}
}

// Run rolls out one release after the other and takes orders for the duration, in equal parts. It
// returns early, with an error, when the context ends.
func (s *Shop) Run(ctx context.Context, duration time.Duration) error {
	for _, release := range Releases {
		entry, err := s.rollOut(ctx, release)
		if err != nil {
			return fmt.Errorf("roll out %s: %w", release, err)
		}
		orders, failed, err := s.open(ctx, entry, duration/time.Duration(len(Releases)))
		if err != nil {
			return err
		}
		s.settings.Done(release, orders, failed)
	}
	return nil
}

// Sent returns how many errors were sent, by the name of the site.
func (s *Shop) Sent() map[string]int { return s.tally.copy() }

// rollOut starts one release of all services.
func (s *Shop) rollOut(ctx context.Context, release string) (*frontend.Frontend, error) {
	services := map[string]*service.Service{}
	for _, name := range []string{"frontend", "checkout", "payment", "inventory"} {
		started, err := service.New(ctx, service.Settings{
			Name: name, Release: release, Spans: s.settings.Spans, Logs: s.settings.Logs, Raised: s.tally.add,
		})
		if err != nil {
			return nil, err
		}
		services[name] = started
	}
	return &frontend.Frontend{Service: services["frontend"], Checkout: &checkout.Checkout{
		Service:   services["checkout"],
		Inventory: &inventory.Inventory{Service: services["inventory"]},
		Payment:   &payment.Payment{Service: services["payment"]},
	}}, nil
}

// open takes the orders that come in the duration, one at a time: always the same number, and for longer
// where the machine is too slow for them.
func (s *Shop) open(ctx context.Context, entry *frontend.Frontend, duration time.Duration) (orders, failed int, err error) {
	tick := time.NewTicker(time.Second / OrdersPerSecond)
	defer tick.Stop()
	for range duration * OrdersPerSecond / time.Second {
		select {
		case <-ctx.Done():
			return orders, failed, ctx.Err()
		case <-tick.C:
		}
		s.orders++
		orders++
		if entry.PostOrder(context.WithoutCancel(ctx), orderOf(s.orders)) != nil {
			failed++
		}
	}
	return orders, failed, nil
}

// orderOf returns the nth order. What fails is fixed by n, so that a run can be repeated. Orders in CHF
// have no other trouble: a failed request that logged an error is explained by it, and an exception
// on a span that fails is not handled.
func orderOf(n int) service.Order {
	order := service.Order{
		Number: 1000 + n, Customer: fmt.Sprintf("customer-%d", n%23), Currency: "EUR",
		SlowStock: n%20 == 10, SlowSessions: n%30 == 1,
	}
	if n%4 == 0 {
		order.Currency = "CHF"
	}
	if n%20 == 5 {
		order.Coupon = fmt.Sprintf("SPRING%02d", n%50)
	}
	return order
}
