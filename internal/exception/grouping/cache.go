package grouping

import (
	"encoding/binary"
	"hash/maphash"
	"strings"
	"sync"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// CacheSettings bound a Cache.
type CacheSettings struct {
	// MaxEntries is the number of decisions kept; 0 means 8192.
	MaxEntries int
	// MaxBytes is about how much memory they may hold; 0 means 32 MiB. A decision takes its texts, what
	// counted of them, 96 bytes for each frame, 120 for each exception and 310 more: 2 kB with ten frames,
	// 10 kB with fifty.
	MaxBytes int
}

// Defaults of CacheSettings.
const (
	defaultMaxEntries = 8192
	defaultMaxBytes   = 32 << 20
)

// Cache remembers decisions, so that an error that was seen before costs a hash of its texts and a
// look-up, without allocating. It is safe for concurrent use.
//
// Each shard has two generations. A new entry goes into the young one, one found in the old one
// moves there, and when the young one holds half of what is allowed it becomes the old one, whose
// entries are forgotten.
type Cache struct {
	seed   maphash.Seed
	shards [cacheShards]shard
}

const cacheShards = 16

type shard struct {
	mu         sync.Mutex
	young, old map[uint64]*entry
	bytes      int // held by young
	maxEntries int // of young
	maxBytes   int // of young
}

type entry struct {
	decision Decision
	bytes    int
}

// NewCache returns an empty cache.
func NewCache(settings CacheSettings) *Cache {
	if settings.MaxEntries == 0 {
		settings.MaxEntries = defaultMaxEntries
	}
	if settings.MaxBytes == 0 {
		settings.MaxBytes = defaultMaxBytes
	}
	c := &Cache{seed: maphash.MakeSeed()}
	for i := range c.shards {
		s := &c.shards[i]
		s.young, s.old = make(map[uint64]*entry), make(map[uint64]*entry)
		s.maxEntries = max(settings.MaxEntries/cacheShards/2, 1)
		s.maxBytes = max(settings.MaxBytes/cacheShards/2, 1)
	}
	return c
}

// Decide is like the function Decide. The Decision is shared and must not be changed; it owns its
// memory, so rec may be reused.
//
// Two records are the same when a 64-bit hash with a random seed says so: with 8192 entries one of
// 10^15 look-ups is wrong, and nobody outside can choose which.
func (c *Cache) Decide(rec *exception.Record) *Decision { return c.DecideBy(nil, rec) }

// DecideBy is Decide by the operator's rules about frames. Decisions by other rules are remembered apart.
func (c *Cache) DecideBy(rules *framerule.Rules, rec *exception.Record) *Decision {
	key := c.key(rec, rules.Key())
	s := &c.shards[key%cacheShards]
	if e := s.get(key); e != nil {
		return &e.decision
	}
	own, size := clone(rec)
	e := &entry{decision: DecideBy(rules, &own)}
	e.bytes = size + copied(&own) + e.decision.bytes() + 310
	s.put(key, e)
	return &e.decision
}

// copied is how much of a record is read from a copy, which the frames point into: a stack that is cut, and
// texts with the colours of a terminal.
func copied(rec *exception.Record) int {
	size := 0
	for _, text := range [...]string{rec.StackTrace, rec.Message} {
		if len(text) > maxTextBytes || strings.IndexByte(text, '\x1b') >= 0 {
			size += len(text)
		}
	}
	return size
}

// bytes is about how much memory a decision takes beside the texts of its record.
func (d *Decision) bytes() int {
	size := len(d.Title) + len(d.Culprit)
	for _, part := range d.Parts {
		size += 16 + len(part)
	}
	for i := range d.Exceptions {
		size += 120 + 96*cap(d.Exceptions[i].Stack.Frames)
	}
	return size
}

// key hashes all that a decision depends on. The lengths at the end separate the texts.
func (c *Cache) key(rec *exception.Record, rules uint64) uint64 {
	var h maphash.Hash
	h.SetSeed(c.seed)
	var lengths [1 + 9*4 + 8]byte
	lengths[0] = byte(rec.Source)
	for i, text := range [...]string{
		rec.Language, rec.Service.Name, rec.Name, rec.Type, rec.Message, rec.Template, rec.Scope, rec.SpanName,
	} {
		text = head(text)
		h.WriteString(text)
		binary.LittleEndian.PutUint32(lengths[1+i*4:], uint32(len(text)))
	}
	stack := rec.StackTrace
	if len(stack) > stacktrace.MaxTextBytes {
		h.WriteString(stack[:stacktrace.MaxTextBytes/2])
		h.WriteString(stack[len(stack)-stacktrace.MaxTextBytes/2:])
	} else {
		h.WriteString(stack)
	}
	binary.LittleEndian.PutUint32(lengths[1+8*4:], uint32(min(len(stack), stacktrace.MaxTextBytes+1)))
	binary.LittleEndian.PutUint64(lengths[1+9*4:], rules)
	h.Write(lengths[:])
	return h.Sum64()
}

func (s *shard) get(key uint64) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.young[key]; e != nil {
		return e
	}
	e := s.old[key]
	if e != nil {
		s.add(key, e)
	}
	return e
}

func (s *shard) put(key uint64, e *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(key, e)
}

func (s *shard) add(key uint64, e *entry) {
	if len(s.young) >= s.maxEntries || s.bytes+e.bytes > s.maxBytes && len(s.young) > 0 {
		clear(s.old)
		s.young, s.old = s.old, s.young
		s.bytes = 0
	}
	s.young[key] = e
	s.bytes += e.bytes
}
