package engine

import (
	"hash/maphash"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// StreamBatch is one batch of telemetry of one signal, received at one time. Say From for each resource, Item for each
// of its spans or log records and, for each stream that the item belongs to, Declared or Discovered. Then hand the
// batch on, and end with Commit when it was accepted or Abort when it was refused; it must not be used after that.
// Strings are not kept; those of a sender are used until the next From. Not safe for concurrent use.
type StreamBatch struct {
	flatlines *Flatlines
	now       time.Time
	signal    flatline.Signal
	sections  []section
	observed  []flatline.Observation
	// ids are the streams of this batch, by a hash of sender, definition and name.
	ids map[uint64]flatline.StreamID
	key flatline.Key
	own int
	// clean are the names of the last sender as they may be stored.
	clean cleanService
}

// section is what one sender sent in a batch.
type section struct {
	lot
	heard    flatline.Heard
	observed int // where its observations end
}

// Begin starts a batch received at now.
func (f *Flatlines) Begin(signal flatline.Signal, now time.Time) *StreamBatch {
	b := f.batches.Get().(*StreamBatch)
	b.now, b.signal = now, signal
	return b
}

// From says who sent the items that follow.
func (b *StreamBatch) From(s *flatline.Sender) {
	f := b.flatlines
	clean := b.clean.of(&exception.Service{
		Namespace: s.Namespace, Name: s.Service, Environment: s.Environment, Version: s.Version,
	}, f.scrubber)
	sender := flatline.Sender{
		Namespace: clean.Namespace, Service: clean.Name, Environment: clean.Environment, Version: clean.Version,
		Instance: s.Instance, Host: s.Host,
	}
	b.key = flatline.Key{Namespace: sender.Namespace, Service: sender.Service, Environment: sender.Environment}
	party := ledger.Party{
		Namespace: sender.Namespace, Service: sender.Service, Environment: sender.Environment,
		Version: sender.Version, Instance: sender.Instance, Signal: b.signal.String(),
	}
	f.mu.Lock()
	id, entry := f.detector.Sender(sender, b.now), f.account.Of(&party, b.now)
	f.mu.Unlock()
	b.sections = append(b.sections, section{
		lot: lot{entry: entry}, heard: flatline.Heard{Sender: id, Received: b.now}, observed: len(b.observed),
	})
}

// Item is one span or log record of the last sender. id tells it from others of the batch: of a span its span id, of a log
// record a hash of its content; 0 says that nothing does, and then nothing from this sender in this batch is recognised when it
// comes twice. entry says that the service was called here, root that nobody who is traced called it.
func (b *StreamBatch) Item(id uint64, at time.Time, entry, root bool) {
	s := b.last()
	h := &s.heard
	if h.Items == 0 || at.Before(h.First) {
		h.First = at
	}
	if h.Items == 0 || at.After(h.Last) {
		h.Last = at
	}
	h.Items++
	if entry {
		h.Entries++
		if root {
			h.Roots++
		}
	}
	s.item(id, at, b.now)
}

// Declared says that an item is weight events of a declared stream. split is the values of its split keys.
func (b *StreamBatch) Declared(definition int, split string, at time.Time, weight float64) {
	b.observe(definition, 0, split, at, weight)
}

// Discovered says that an item is weight events of a stream that nobody declared.
func (b *StreamBatch) Discovered(name string, at time.Time, weight float64) {
	b.observe(-1, b.signal, name, at, weight)
}

// Own counts items of Tidemark itself, which are left alone.
func (b *StreamBatch) Own(items int) { b.own += items }

func (b *StreamBatch) observe(definition int, signal flatline.Signal, name string, at time.Time, weight float64) {
	s := b.last()
	id := b.stream(definition, signal, name, s.heard.Sender)
	if id == 0 {
		s.sums[ledger.FateOverflow]++
		return
	}
	s.sums[ledger.FateCounted]++
	b.observed = append(b.observed, flatline.Observation{
		Stream: id, Sender: s.heard.Sender, At: at, Received: b.now, Count: weight,
	})
	s.observed = len(b.observed)
}

// stream asks the detector once per batch: most items of a batch belong to few streams.
func (b *StreamBatch) stream(definition int, signal flatline.Signal, name string, sender flatline.SenderID) flatline.StreamID {
	f := b.flatlines
	hash := maphash.String(f.seed, name) + mix(uint64(definition+1)<<40|uint64(signal)<<32|uint64(len(b.sections)))
	if id, known := b.ids[hash]; known {
		return id
	}
	b.key.Definition, b.key.Signal, b.key.Name = definition, signal, name
	f.mu.Lock()
	id := f.detector.Stream(b.key, b.now)
	f.mu.Unlock()
	b.ids[hash] = id
	return id
}

// last returns the section of the last sender. Items before any From are of a sender without a name.
func (b *StreamBatch) last() *section {
	if len(b.sections) == 0 {
		b.From(&flatline.Sender{})
	}
	return &b.sections[len(b.sections)-1]
}

// Commit counts the batch: it was accepted. It returns how many went which way.
func (b *StreamBatch) Commit() ledger.Sums {
	f := b.flatlines
	var all ledger.Sums
	f.mu.Lock()
	begin := 0
	for n := range b.sections {
		s := &b.sections[n]
		observed := b.observed[begin:s.observed]
		begin = s.observed
		if f.take(&s.lot, uint64(s.heard.Sender)<<32+uint64(b.signal), b.now) {
			f.count(s, observed)
		}
		s.sumUp(&all)
	}
	f.account.AddOwn(uint64(b.own))
	all[ledger.FateOwn] += uint64(b.own)
	f.mu.Unlock()
	b.release()
	return all
}

// Abort forgets the batch: it was refused, and its sender will send it again.
func (b *StreamBatch) Abort() {
	f := b.flatlines
	f.mu.Lock()
	for n := range b.sections {
		f.refuse(&b.sections[n].lot)
	}
	f.mu.Unlock()
	b.release()
}

func (f *Flatlines) count(s *section, observed []flatline.Observation) {
	if s.heard.Items > 0 {
		f.detector.Hear(s.heard)
	}
	for n := range observed {
		f.detector.Observe(observed[n])
	}
}

// maxPooled bounds the observations for which a batch keeps memory until it is used again.
const maxPooled = 1 << 16

// release makes the batch ready for its next use.
func (b *StreamBatch) release() {
	if cap(b.observed) > maxPooled || len(b.ids) > maxPooled {
		return
	}
	clear(b.sections) // they hold entries of the account
	clear(b.ids)
	b.sections, b.observed, b.key, b.own = b.sections[:0], b.observed[:0], flatline.Key{}, 0
	b.flatlines.batches.Put(b)
}
