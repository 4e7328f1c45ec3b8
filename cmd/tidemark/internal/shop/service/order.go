package service

import (
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
)

// Order is what a customer asks for.
type Order struct {
	Number   int
	Customer string
	Currency string
	Coupon   string
	// SlowStock and SlowSessions are the weather: a warehouse or the session store is slow.
	SlowStock, SlowSessions bool
}

// Attributes are what every service notes on its span.
func (o Order) Attributes() []attribute.KeyValue {
	return []attribute.KeyValue{
		semconv.UserID(o.Customer),
		attribute.String("shop.order", strconv.Itoa(o.Number)),
		attribute.String("shop.currency", o.Currency),
	}
}
