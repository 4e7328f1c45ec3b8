package flatline

import (
	"hash/maphash"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

const chunk = 1024

// registry holds the streams and finds them by name. Streams stay where they are: chunks never move. The index is a hash
// table of ids with linear probing, a fifth of the size of a map with keys of strings.
type registry struct {
	chunks []*[chunk]stream
	size   int // ids given, without 0
	free   []StreamID
	// resting ids are free from the next removal on: a batch that is on its way may still hold them.
	resting []StreamID
	index   []StreamID
	live    int // in the index
	seed    maphash.Seed
	first   []StreamID // by service: the first of its streams
}

func newRegistry() registry {
	return registry{seed: maphash.MakeSeed(), index: make([]StreamID, 64)}
}

func (r *registry) at(id StreamID) *stream { return &r.chunks[id/chunk][id%chunk] }

// known says that an id names a stream now.
func (r *registry) known(id StreamID) bool {
	return id != 0 && int(id) <= r.size && r.at(id).service != 0
}

func (r *registry) hash(definition int32, service liveness.ServiceID, signal Signal, name string) uint64 {
	h := maphash.String(r.seed, name)
	h ^= uint64(service)*0x9e3779b97f4a7c15 + uint64(uint32(definition))*0xc2b2ae3d27d4eb4f + uint64(signal)<<56
	return h ^ h>>29
}

func (r *registry) find(definition int32, service liveness.ServiceID, signal Signal, name string) StreamID {
	mask := uint64(len(r.index) - 1)
	for i := r.hash(definition, service, signal, name) & mask; r.index[i] != 0; i = (i + 1) & mask {
		s := r.at(r.index[i])
		if s.definition == definition && s.service == service && s.signal == signal && s.name == name {
			return r.index[i]
		}
	}
	return 0
}

// add makes a stream. Its name is copied.
func (r *registry) add(definition int32, service liveness.ServiceID, signal Signal, name string) StreamID {
	var id StreamID
	if n := len(r.free); n > 0 {
		id, r.free = r.free[n-1], r.free[:n-1]
	} else {
		r.size++
		id = StreamID(r.size)
		if int(id)/chunk == len(r.chunks) {
			r.chunks = append(r.chunks, new([chunk]stream))
		}
	}
	for len(r.first) <= int(service) {
		r.first = append(r.first, 0)
	}
	*r.at(id) = stream{definition: definition, service: service, signal: signal, name: strings.Clone(name), sibling: r.first[service]}
	r.first[service] = id
	r.live++
	if r.live*3 > len(r.index)*2 {
		r.rehash(2 * len(r.index))
	} else {
		r.insert(id)
	}
	return id
}

func (r *registry) insert(id StreamID) {
	s := r.at(id)
	mask := uint64(len(r.index) - 1)
	i := r.hash(s.definition, s.service, s.signal, s.name) & mask
	for r.index[i] != 0 {
		i = (i + 1) & mask
	}
	r.index[i] = id
}

func (r *registry) rehash(size int) {
	r.index = make([]StreamID, size)
	for id := StreamID(1); int(id) <= r.size; id++ {
		if r.known(id) {
			r.insert(id)
		}
	}
}

// remove forgets streams. It is rare, so the index is made anew.
func (r *registry) remove(gone []StreamID) {
	r.free, r.resting = append(r.free, r.resting...), gone
	services := map[liveness.ServiceID]bool{}
	for _, id := range gone {
		s := r.at(id)
		services[s.service] = true
		s.service = 0
		r.live--
	}
	for service := range services {
		for at := &r.first[service]; *at != 0; {
			if s := r.at(*at); s.service == 0 {
				*at = s.sibling
			} else {
				at = &s.sibling
			}
		}
	}
	for _, id := range gone {
		*r.at(id) = stream{}
	}
	r.rehash(len(r.index))
}

// of calls yield with the streams of a service, the newest first.
func (r *registry) of(service liveness.ServiceID, yield func(StreamID, *stream)) {
	if int(service) >= len(r.first) {
		return
	}
	for id := r.first[service]; id != 0; id = r.at(id).sibling {
		yield(id, r.at(id))
	}
}
