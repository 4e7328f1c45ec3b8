package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// programs is how many programs each runtime has that fail with one error, half of them held out.
const programs = 48

// program is one program, before it is written in a language.
type program struct {
	number int
	// name are the words of its file, module or class.
	name []string
	// steps are indexes into the grammar's steps, outermost first.
	steps []int
	// wrap is the step before which an error is wrapped in another, -1: nowhere; wrapKind how.
	wrap, wrapKind int
	// group is how several errors become one, -1: there is one error.
	group int
	// end is how it fails, other how it fails for another reason.
	end, other int
	// message and otherMessage hold {} for what differs from run to run.
	message, otherMessage string
	// memberMessages are those of a member of a group that fails for another reason.
	memberMessages [2]string
	// words are names for functions, each of two words.
	words [][]string
}

// half is the half of the corpus that the program belongs to.
func (p *program) half() string {
	if p.number%2 == 0 {
		return "development"
	}
	return "held_out"
}

// sites are the labels of a program. A failure whose message the runtime makes has no other cause at
// the same place unless it is wrapped.
func (p *program) sites(g *grammar) []string {
	if p.group >= 0 {
		sites := slices.Sorted(maps.Keys(g.groups[p.group].rule.members()))
		if g.ends[p.end].fixed {
			sites = slices.DeleteFunc(sites, func(site string) bool { return site == "c" })
		}
		return sites
	}
	if p.wrap < 0 && g.ends[p.end].fixed {
		return []string{"a", "b"}
	}
	return []string{"a", "b", "c"}
}

// failing returns the words of the function that fails at a site, nil where the runtime does not tell.
func (p *program) failing(g *grammar, site string) []string {
	if p.group >= 0 {
		rule := g.groups[p.group].rule
		if rule == membersMessages {
			return nil
		}
		return p.words[strings.IndexByte("ABK", rule.members()[site][0])]
	}
	switch {
	case site == "b":
		return p.words[1]
	case site == "c" && p.wrap >= 0:
		return p.words[2]
	}
	return p.words[0]
}

// count is how many programs a grammar makes.
func count(g *grammar) int {
	if len(g.groups) > 0 {
		return programs + groupPrograms
	}
	return programs
}

// newProgram makes the program of a number.
func newProgram(runtime string, number int, g *grammar) *program {
	seed := uint64(number)
	for _, c := range []byte(runtime) {
		seed = seed*131 + uint64(c)
	}
	r := rand.New(rand.NewPCG(seed, uint64(number)))
	p := &program{number: number, wrap: -1, group: -1}
	p.name = []string{subjects[number%len(subjects)], activities[(number/len(subjects)*7+number)%len(activities)]}
	// Every step occurs; the rest is chance.
	p.steps = append(p.steps, number%len(g.steps))
	for range 1 + r.IntN(4) {
		p.steps = append(p.steps, r.IntN(len(g.steps)))
	}
	r.Shuffle(len(p.steps), func(i, j int) { p.steps[i], p.steps[j] = p.steps[j], p.steps[i] })
	if number%3 == 2 && len(g.wraps) > 0 {
		p.wrap, p.wrapKind = r.IntN(len(p.steps)), r.IntN(len(g.wraps))
	}
	p.end = (number + r.IntN(2)) % len(g.ends)
	p.other = (p.end + 1 + r.IntN(len(g.ends)-1)) % len(g.ends)
	p.message = messages[r.IntN(len(messages))]
	for p.otherMessage == "" || p.otherMessage == p.message {
		p.otherMessage = messages[r.IntN(len(messages))]
	}
	if number >= programs {
		p.group = number % len(g.groups)
		left := slices.DeleteFunc(slices.Clone(messages), func(m string) bool { return m == p.message || m == p.otherMessage })
		for i, n := range r.Perm(len(left))[:len(p.memberMessages)] {
			p.memberMessages[i] = left[n]
		}
	}
	taken := map[string]bool{}
	for len(p.words) < 40 {
		pair := []string{verbs[r.IntN(len(verbs))], objects[r.IntN(len(objects))]}
		if key := strings.Join(pair, " "); !taken[key] {
			taken[key] = true
			p.words = append(p.words, pair)
		}
	}
	return p
}

func (p *program) String() string { return fmt.Sprintf("p%02d", p.number) }

// What programs of shops are about.
var (
	subjects   = strings.Fields("orders billing stock shipping carts coupons refunds invoices search accounts returns ratings payments")
	activities = strings.Fields("service importer worker handler export sync rules report cache gateway mailer")
	verbs      = strings.Fields("place load reserve charge find store check send apply merge render notify resolve fetch update count total prepare settle close")
	objects    = strings.Fields("order cart price customer address voucher parcel label tax rate item batch line total page entry balance ticket basket receipt")
	messages   = []string{
		"order {} not found", "cannot charge card of {}", "customer {} has no address", "no stock left for {}",
		"page /orders/{}/items is gone", "file /var/data/{}.json is corrupt", "voucher '{}' has expired", "timeout while waiting for {}",
		"duplicate key {} in table orders", "connection to {} refused", "price of {} is negative", "unexpected state of parcel {}: lost",
		"rate limit reached for {}", "cannot parse {} as a date", "payment {} was declined by the bank",
	}
	// orders are what differs from run to run; a program takes those of one kind.
	orders = [][]string{
		{"4711", "90017", "12"},
		{"3f2b8c1e-7d44-4a6b-9c55-0a1b2c3d4e5f", "91e6a6f2-0b1c-4d2e-8f3a-5b6c7d8e9f00", "c0ffee00-1234-4abc-8def-001122334455"},
		{"alice@example.com", "bob.smith@mail.example.org", "c.d@example.net"},
		{"10.20.30.40", "192.168.7.1", "172.16.0.254"},
		{"0x7ffe3a10", "0xc000012345", "0x1f"},
		{"2026-03-04", "2025-12-31", "2026-11-20"},
		{"18.50", "7.25", "1299.99"},
		{"ord_8f3kq2m1", "ord_77ab12cd", "ord_0z9y8x7w"},
	}
)
