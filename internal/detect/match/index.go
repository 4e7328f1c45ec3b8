package match

import (
	"fmt"
	"slices"
)

// Index holds all patterns. It is read only, so safe for concurrent use.
//
// A pattern is found by its first exact field, so an item looks into one map for each field and then at the patterns that have
// its value there. Only those without any exact field are compared with every item of their signal.
type Index struct {
	signals [signals]table
}

type table struct {
	// used are the fields that have an entry in exact.
	used  []Field
	exact [Fields]map[string][]rule
	rest  []rule
}

// rule is what of a pattern is left to compare.
type rule struct {
	pattern int
	exact   []exactly
	globs   []globbed
}

type exactly struct {
	field Field
	value string
}

type globbed struct {
	field Field
	glob  glob
}

// NewIndex compiles patterns. A fault names the number of the pattern.
func NewIndex(patterns []Pattern) (*Index, error) {
	x := &Index{}
	for n := range patterns {
		p := &patterns[n]
		if int(p.Signal) >= signals {
			return nil, fmt.Errorf("pattern %d: signal %d is none", n, p.Signal)
		}
		if err := p.Validate(); err != nil {
			return nil, fmt.Errorf("pattern %d: %w", n, err)
		}
		x.signals[p.Signal].add(n, p)
	}
	return x, nil
}

func (t *table) add(n int, p *Pattern) {
	r := rule{pattern: n}
	for f, value := range p.Values {
		switch {
		case value == "":
		case isGlob(value):
			r.globs = append(r.globs, globbed{Field(f), newGlob(value)})
		default:
			r.exact = append(r.exact, exactly{Field(f), value})
		}
	}
	if len(r.exact) == 0 {
		t.rest = append(t.rest, r)
		return
	}
	key := r.exact[0]
	r.exact = r.exact[1:]
	if t.exact[key.field] == nil {
		t.exact[key.field] = map[string][]rule{}
		t.used = append(t.used, key.field)
		slices.Sort(t.used)
	}
	t.exact[key.field][key.value] = append(t.exact[key.field][key.value], r)
}

// Match appends the numbers of the patterns that an item fits to found, in no particular order.
func (x *Index) Match(item *Item, found []int) []int {
	t := &x.signals[item.Signal]
	for _, f := range t.used {
		if value := item.Values[f]; value != "" {
			found = match(t.exact[f][value], item, found)
		}
	}
	return match(t.rest, item, found)
}

func match(rules []rule, item *Item, found []int) []int {
	for n := range rules {
		if rules[n].matches(item) {
			found = append(found, rules[n].pattern)
		}
	}
	return found
}

func (r *rule) matches(item *Item) bool {
	for n := range r.exact {
		if item.Values[r.exact[n].field] != r.exact[n].value {
			return false
		}
	}
	for n := range r.globs {
		if !r.globs[n].glob.matches(item.Values[r.globs[n].field]) {
			return false
		}
	}
	return true
}
