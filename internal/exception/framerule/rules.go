package framerule

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Settings are the rules as they are written.
type Settings struct {
	// Include and Exclude say which frames are the application's and which are not, whatever the runtime
	// says. Of those that fit a frame the longest counts, stars aside, and of two of one length Include.
	Include, Exclude []string
	// LeftOut lists what every error passes through: the frames count for no group.
	LeftOut []string
}

// Rules are those of one error group. Nil has none. Safe for concurrent use.
type Rules struct {
	inApp, leftOut []rule
	key            uint64
}

type rule struct {
	pattern
	name    string
	include bool
}

// New returns the rules of valid settings, nil when there are none.
func New(s Settings) *Rules {
	if len(s.Include)+len(s.Exclude)+len(s.LeftOut) == 0 {
		return nil
	}
	r := &Rules{
		inApp:   append(compile(KeyInclude, s.Include), compile(KeyExclude, s.Exclude)...),
		leftOut: compile(KeyLeftOut, s.LeftOut),
		key:     s.key(),
	}
	for i := range s.Include {
		r.inApp[i].include = true
	}
	slices.SortStableFunc(r.inApp, func(a, b rule) int { return cmp.Compare(b.weight, a.weight) })
	return r
}

func compile(key string, texts []string) []rule {
	rules := make([]rule, len(texts))
	for i, text := range texts {
		rules[i] = rule{pattern: newPattern(text), name: fmt.Sprintf("%s[%d]", key, i)}
	}
	return rules
}

// Key tells rules apart: equal settings have equal keys in every process, and nil has 0.
func (r *Rules) Key() uint64 {
	if r == nil {
		return 0
	}
	return r.key
}

// key hashes each text behind its length, and each list behind its own.
func (s *Settings) key() uint64 {
	var buf []byte
	for _, list := range [...][]string{s.Include, s.Exclude, s.LeftOut} {
		buf = binary.AppendUvarint(buf, uint64(len(list)))
		for _, text := range list {
			buf = append(binary.AppendUvarint(buf, uint64(len(text))), text...)
		}
	}
	return max(xxhash.Sum64(buf), 1)
}

// Apply sets InApp of the frames that a rule fits.
func (r *Rules) Apply(frames []exception.Frame) {
	if r == nil || len(r.inApp) == 0 {
		return
	}
	var s subject
	for i := range frames {
		s.of(&frames[i])
		if rule := find(r.inApp, &s); rule != nil {
			frames[i].InApp = rule.include
		}
	}
}

// InApp returns the name of the rule that says whether a frame is the application's, "" for none:
// "in_app::include[0]".
func (r *Rules) InApp(f *exception.Frame) string {
	if r == nil {
		return ""
	}
	return nameOf(r.inApp, f)
}

// LeftOut returns the name of the rule that leaves a frame out, "" for none: "left_out[0]".
func (r *Rules) LeftOut(f *exception.Frame) string {
	if r == nil {
		return ""
	}
	return nameOf(r.leftOut, f)
}

// LeavesOut returns the frames that a rule leaves out, a bit for each of the first 64.
func (r *Rules) LeavesOut(frames []exception.Frame) (mask uint64) {
	if r == nil || len(r.leftOut) == 0 {
		return 0
	}
	var s subject
	for i := range frames[:min(len(frames), 64)] {
		s.of(&frames[i])
		if find(r.leftOut, &s) != nil {
			mask |= 1 << i
		}
	}
	return mask
}

func nameOf(rules []rule, f *exception.Frame) string {
	var s subject
	s.of(f)
	if rule := find(rules, &s); rule != nil {
		return rule.name
	}
	return ""
}

// find returns the first rule that fits.
func find(rules []rule, s *subject) *rule {
	for i := range rules {
		if rules[i].matches(s) {
			return &rules[i]
		}
	}
	return nil
}
