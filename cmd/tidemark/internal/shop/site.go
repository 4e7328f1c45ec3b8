package shop

import (
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/checkout"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/frontend"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/inventory"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/payment"
)

// Releases are rolled out in this order.
var Releases = []string{"1.2.0", checkout.FirstWithCoupons, payment.FirstWithoutCHF}

// Site is one place in the shop that fails.
type Site struct {
	Name    string
	Service string
	// Title is a part of what an issue about it is called: the type of the exception or the text.
	Title string
	// Since is the first release that has it.
	Since string
}

// Sites are all of them, the one to look at first.
var Sites = []Site{
	{payment.SiteCharge, "payment", "payment.ChargeError", payment.FirstWithoutCHF},
	{checkout.SiteOrder, "checkout", "checkout.OrderError", payment.FirstWithoutCHF},
	{frontend.SiteStatus, "frontend", "checkout answered 500", payment.FirstWithoutCHF},
	{checkout.SiteCoupon, "checkout", "checkout.CouponError", checkout.FirstWithCoupons},
	{inventory.SiteTimeout, "inventory", "inventory.TimeoutError", Releases[0]},
	{frontend.SiteSessions, "frontend", "session store took", Releases[0]},
}
