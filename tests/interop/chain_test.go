//go:build interop

package interop

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
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

// siteOf returns the site whose outermost message the last exception has.
func siteOf(sites []site, chain []event.Exception) (site, error) {
	if len(chain) == 0 {
		return site{}, fmt.Errorf("no exceptions")
	}
	got := chain[len(chain)-1].Message
	for _, s := range sites {
		if s.outermost().message.MatchString(got) {
			return s, nil
		}
	}
	return site{}, fmt.Errorf("no place in the shop says %q", got)
}

func (s site) outermost() link { return s.chain[len(s.chain)-1] }

// checkChain compares what was read back with what the shop raised.
func checkChain(t *testing.T, got []event.Exception, want site) {
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
func split(frames []event.Frame) (inApp, library []string) {
	for _, f := range frames {
		if f.InApp {
			inApp = append(inApp, lastName(f.Function))
		} else {
			library = append(library, lastName(f.Function))
		}
	}
	return inApp, library
}

// lastName cuts the package, module or class off: "com.example.Shop$OrderError" becomes "OrderError".
func lastName(s string) string {
	return s[strings.LastIndexAny(s, ".$")+1:]
}

// checkEachOnce checks that every site of the shop was seen exactly once.
func checkEachOnce(t *testing.T, s *shop, seen []string) {
	t.Helper()
	var want []string
	for _, site := range s.sites {
		want = append(want, site.name)
	}
	slices.Sort(want)
	slices.Sort(seen)
	if !slices.Equal(seen, want) {
		t.Errorf("issues for the places %q, want %q", seen, want)
	}
}
