package traffic

import "time"

// On the day of a sale enough people order for the durations of one release to be compared with those of another within minutes.
const (
	largeShare  = .1
	largeBytes  = 60_000
	usualBytes  = 900
	largeFactor = 3
	// largeTogether is the share of large requests that Trouble.LargeTo gets.
	largeTogether = .8
)

// saleHosts has two processes of each service on each host.
var saleHosts = append(append([]string{}, Hosts...), Hosts...)

// saleServices are in the versions of that day.
var saleServices = []deployed{
	{"frontend", "5.4.0"}, {"catalog", "1.13.0"}, {"checkout", SaleCheckout}, {"payment", "1.8.2"}, {"mailer", "1.1.0"},
}

// SaleCheckout is the version of checkout when a sale begins.
const SaleCheckout = "2.2.4"

// sales are what customers do on such a day.
var sales = []offer{
	{perHour: 1200, hop: hop{service: "frontend", name: "GET /", usually: 20 * time.Millisecond, calls: []hop{
		{service: "catalog", name: "GET /products", usually: 15 * time.Millisecond}}}},
	{perHour: 7200, hop: hop{service: "frontend", name: "POST /orders", usually: 10 * time.Millisecond, calls: []hop{
		{service: "checkout", name: "POST /orders", usually: 30 * time.Millisecond, bulky: true, event: "order.placed", works: .95, calls: []hop{
			{table: "carts", name: "SELECT", usually: 8 * time.Millisecond},
			{table: "discounts", name: "SELECT", usually: 20 * time.Millisecond, fresh: true},
			{service: "catalog", name: "POST /reservations", usually: 20 * time.Millisecond},
			{service: "payment", name: "POST /charges", usually: 60 * time.Millisecond},
			{table: "orders", name: "INSERT", usually: 10 * time.Millisecond}}, queued: []hop{
			{service: "mailer", name: "process order-mail", usually: 200 * time.Millisecond}}}}}},
}

// NewSale returns a shop on the day of a sale, on which there may be trouble.
func NewSale(seed uint64, trouble Trouble) *Shop {
	return &Shop{seed: seed, trouble: trouble, offers: sales, large: largeShare, fleet: newFleet(saleServices, saleHosts, trouble.Releases)}
}
