//go:build interop

package interop

import "regexp"

// pythonSites: the cause of the first comes out of the standard library, and the second is
// recorded by two spans, of which the inner one, sent first, is kept.
var pythonSites = []site{
	{"checkout", []link{
		{
			typ:     "JSONDecodeError",
			message: regexp.MustCompile(`^Expecting value: line 1 column 1 \(char 0\)$`),
			inApp:   []string{"place_order", "reserve_stock", "parse_reservation"},
			library: []string{"loads", "decode", "raw_decode"},
		},
		{
			typ:     "OrderError",
			message: regexp.MustCompile(`^order \d+ was not placed$`),
			inApp:   []string{"handle_checkout", "place_order"},
		},
	}},
	{"refund", []link{
		{
			typ:     "KeyError",
			message: regexp.MustCompile(`^UUID\('[0-9a-f-]{36}'\)$`),
			inApp:   []string{"refund", "reverse_entry", "find_entry"},
		},
		{
			typ:     "RefundError",
			message: regexp.MustCompile(`^payment [0-9a-f-]{36} was not refunded$`),
			inApp:   []string{"refund"},
		},
	}},
}

// goSites have one exception each: the Go SDK sends the type of the outermost error and one stack,
// and the causes only as part of the message.
var goSites = []site{
	{"checkout", []link{{
		typ:     "wrapError",
		message: regexp.MustCompile(`^place order \d+: reserve for \d+: no stock left$`),
		inApp:   []string{"main", "run", "handleCheckout", "placeOrder", "fail"},
	}}},
	{"refund", []link{{
		typ:     "wrapError",
		message: regexp.MustCompile(`^refund payment [0-9a-f-]{36}: reverse [0-9a-f-]{36}: no such entry in the ledger$`),
		inApp:   []string{"main", "run", "handleRefund", "refund", "fail"},
	}}},
}

// nodeSites have one exception each: the SDK for Node.js sends error.stack, which has no causes. The
// function without a name is the one that is given to startActiveSpan.
var nodeSites = []site{
	{"checkout", []link{{
		typ:     "OrderError",
		message: regexp.MustCompile(`^order \d+ was not placed$`),
		inApp:   []string{"<anonymous>", "handleCheckout", "", "placeOrder"},
		library: []string{"startActiveSpan"},
	}}},
	{"refund", []link{{
		typ:     "RefundError",
		message: regexp.MustCompile(`^payment [0-9a-f-]{36} was not refunded$`),
		inApp:   []string{"<anonymous>", "handleRefund", "", "refund"},
		library: []string{"startActiveSpan"},
	}}},
}

// javaSites: Java leaves out the frames that a cause shares with the exception around it ("... 2 more").
var javaSites = []site{
	{"checkout", []link{
		{
			typ:     "NumberFormatException",
			message: regexp.MustCompile(`^For input string: "reserved for \d+"$`),
			inApp:   []string{"main", "handleCheckout", "placeOrder", "reserveStock"},
			library: []string{"parseInt", "forInputString"},
		},
		{
			typ:     "OrderException",
			message: regexp.MustCompile(`^order \d+ was not placed$`),
			inApp:   []string{"main", "handleCheckout", "placeOrder"},
		},
	}},
	{"refund", []link{
		{
			typ:     "NoSuchElementException",
			message: regexp.MustCompile(`^no entry for [0-9a-f-]{36}$`),
			inApp:   []string{"main", "refundOne", "handleRefund", "refund", "reverseEntry"},
		},
		{
			typ:     "RefundException",
			message: regexp.MustCompile(`^payment [0-9a-f-]{36} was not refunded$`),
			inApp:   []string{"main", "refundOne", "handleRefund", "refund"},
		},
	}},
}
