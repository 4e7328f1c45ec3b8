//go:build interop

package interop

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// times is how often each place fails in one run of a shop.
const times = 50

// protocols are those of OTLP that every shop is run with, one after the other.
var protocols = []string{"grpc", "http"}

const (
	release     = "1.4.0"
	environment = "production"
)

// site is one place in a shop that fails: its exceptions, root cause first.
type site struct {
	name  string
	chain []link
}

// link is one exception of a chain. Functions are given outermost first.
type link struct {
	typ     string         // without the package
	message *regexp.Regexp // all of it
	inApp   []string       // the frames of the application, no more and no fewer
	library []string       // frames that must be there and not be the application's
}

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
			library: []string{"use_span"},
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
			library: []string{"use_span"},
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

// exception is what Tidemark's API and a Sentry event have in common.
type exception struct {
	Type    string
	Message string
	Frames  []frame
}

type frame struct {
	Function string
	InApp    bool
}

// siteOf returns the site whose outermost message the last exception has.
func siteOf(sites []site, chain []exception) (site, error) {
	if len(chain) == 0 {
		return site{}, fmt.Errorf("no exceptions")
	}
	got := chain[len(chain)-1].Message
	for _, s := range sites {
		if s.chain[len(s.chain)-1].message.MatchString(got) {
			return s, nil
		}
	}
	return site{}, fmt.Errorf("no place in the shop says %q", got)
}

// checkChain compares what was read back with what the shop raised.
func checkChain(t *testing.T, got []exception, want site) {
	t.Helper()
	if len(got) != len(want.chain) {
		t.Errorf("%s: %d exceptions, want %d, root cause first: %+v", want.name, len(got), len(want.chain), got)
		return
	}
	for i, w := range want.chain {
		where := fmt.Sprintf("%s, exception %d of %d", want.name, i+1, len(got))
		if typ := lastName(got[i].Type); typ != w.typ {
			t.Errorf("%s: type %q, want %q", where, got[i].Type, w.typ)
		}
		if !w.message.MatchString(got[i].Message) {
			t.Errorf("%s: message %q, want %s", where, got[i].Message, w.message)
		}
		inApp, library := split(got[i].Frames)
		if !slices.Equal(inApp, w.inApp) {
			t.Errorf("%s: in-app frames %q, want %q", where, inApp, w.inApp)
		}
		for _, f := range w.library {
			if !slices.Contains(library, f) {
				t.Errorf("%s: no library frame %q in %q", where, f, library)
			}
		}
	}
}

// split separates the functions of the application from those of libraries.
func split(frames []frame) (inApp, library []string) {
	for _, f := range frames {
		if f.InApp {
			inApp = append(inApp, lastName(f.Function))
		} else {
			library = append(library, lastName(f.Function))
		}
	}
	return inApp, library
}

// lastName cuts the package or module off: "__main__.OrderError" becomes "OrderError".
func lastName(s string) string {
	return s[strings.LastIndexByte(s, '.')+1:]
}
