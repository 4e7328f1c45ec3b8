package engine

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// known is an identity this process has met. The fields are guarded by the tracker's lock.
type known struct {
	identity issue.Identity
	// path is what the error has in common with those that differ from it only in their messages, "" for nothing.
	path string
	// id is the one the identity was given; issue is the one that the store answered, which differs
	// for an alias and is the same until the first commit.
	id, issue issue.ID
	committed bool
	resolved  bool
	// exemplarAt and exemplarOf say when, and of which release, an exemplar was last kept (unix ns).
	exemplarAt int64
	exemplarOf string
}

// defaultMaxKnown bounds a book whose settings name no limit.
const defaultMaxKnown = 100_000

// book is the memory of identities: two generations, so that forgetting is cheap and what is in use
// stays. What it forgot costs no more than one wait for a commit.
type book struct {
	limit      int
	young, old map[issue.Identity]*known
}

func newBook(limit int) book {
	if limit <= 0 {
		limit = defaultMaxKnown
	}
	return book{limit: limit, young: map[issue.Identity]*known{}}
}

// find returns what is known of an identity and begins to know it. The strings of the identity may
// be borrowed; what is kept is cloned. The path follows from the fingerprint.
func (b *book) find(identity issue.Identity, path string) *known {
	if k, ok := b.young[identity]; ok {
		return k
	}
	k, ok := b.old[identity]
	if !ok {
		own := issue.Identity{
			Tenant:           strings.Clone(identity.Tenant),
			Kind:             identity.Kind,
			Fingerprint:      strings.Clone(identity.Fingerprint),
			ServiceNamespace: strings.Clone(identity.ServiceNamespace),
			Service:          strings.Clone(identity.Service),
			Environment:      strings.Clone(identity.Environment),
		}
		id := own.ID()
		k = &known{identity: own, path: strings.Clone(path), id: id, issue: id}
	}
	if len(b.young) >= b.limit {
		b.old, b.young = b.young, map[issue.Identity]*known{}
	}
	b.young[k.identity] = k
	return k
}

// each visits all that is known.
func (b *book) each(visit func(*known)) {
	for _, k := range b.young {
		visit(k)
	}
	for _, k := range b.old {
		visit(k)
	}
}

func (b *book) len() int { return len(b.young) + len(b.old) }
