package engine

import (
	"strings"
	"sync"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// OtherSplit is the part of a declared stream for all values of its split keys for which there is no room.
const OtherSplit = "other"

// splits are the values of the split keys of declared streams. The first that come have a part of their own. None is given to another
// value, however long nothing came of it: the events of that one would be missing from the part of all others from then on, which looks
// like a failure. Safe for concurrent use.
type splits struct {
	mu     sync.RWMutex
	limits []int
	values []map[string]string // by definition
}

func newSplits(settings *flatline.Settings) *splits {
	s := &splits{limits: make([]int, len(settings.Declared)), values: make([]map[string]string, len(settings.Declared))}
	for n := range settings.Declared {
		s.limits[n], s.values[n] = settings.Declared[n].MaxSplits-1, map[string]string{}
	}
	return s
}

// Split returns the name of the part of a declared stream for the values of its split keys; overflow says that it is that of
// all others. Declared.MaxSplits counts that one as well. values is copied when it is new.
func (f *Flatlines) Split(definition int, values string) (name string, overflow bool) {
	s := f.splits
	s.mu.RLock()
	name, known := s.values[definition][values]
	full := len(s.values[definition]) >= s.limits[definition]
	s.mu.RUnlock()
	switch {
	case known:
		return name, false
	case full:
		return OtherSplit, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.take(definition, values)
}

func (s *splits) take(definition int, values string) (name string, overflow bool) {
	if name, known := s.values[definition][values]; known {
		return name, false
	}
	if len(s.values[definition]) >= s.limits[definition] {
		return OtherSplit, true
	}
	name = strings.Clone(values)
	s.values[definition][name] = name
	return name, false
}

// recall gives a part to the values that had one in an earlier life of the process.
func (s *splits) recall(streams []flatline.Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n := range streams {
		if k := &streams[n].Key; k.Definition >= 0 && k.Definition < len(s.values) && k.Name != "" && k.Name != OtherSplit {
			s.take(k.Definition, k.Name)
		}
	}
}
