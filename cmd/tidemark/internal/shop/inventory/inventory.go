// Package inventory is the service of the sample shop that reserves goods. It logs its exceptions
// instead of recording them on spans.
package inventory

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"go.opentelemetry.io/otel/log"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/service"
)

// SiteTimeout is the error that every release has.
const SiteTimeout = "inventory: a warehouse does not answer (exception in a log record)"

// Inventory reserves goods.
type Inventory struct {
	Service *service.Service
}

// TimeoutError says that a warehouse did not answer in time.
type TimeoutError struct {
	Warehouse int
	After     time.Duration
}

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("warehouse %d did not answer within %s", e.Warehouse, e.After)
}

// Reserve handles POST /reservations.
func (i *Inventory) Reserve(ctx context.Context, order service.Order) error {
	return i.Service.Serve(ctx, "POST /reservations", func(ctx context.Context) error {
		return i.reserve(ctx, order)
	}, order.Attributes()...)
}

func (i *Inventory) reserve(ctx context.Context, order service.Order) error {
	service.Work(2 * time.Millisecond)
	if !order.SlowStock {
		return nil
	}
	err := &TimeoutError{Warehouse: order.Number % 7, After: 250 * time.Millisecond}
	var record log.Record
	record.SetEventName("exception")
	record.SetTimestamp(time.Now())
	record.SetSeverity(log.SeverityError)
	record.SetSeverityText("ERROR")
	record.SetBody(log.StringValue("reservation failed"))
	record.AddAttributes(
		log.String(string(semconv.ExceptionTypeKey), fmt.Sprintf("%T", err)),
		log.String(string(semconv.ExceptionMessageKey), err.Error()),
		log.String(string(semconv.ExceptionStacktraceKey), string(debug.Stack())),
		log.String(string(semconv.UserIDKey), order.Customer),
	)
	i.Service.Logger.Emit(ctx, record)
	i.Service.Raised(SiteTimeout)
	return err
}
