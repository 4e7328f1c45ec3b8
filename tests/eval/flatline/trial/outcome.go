package trial

import (
	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/score"
)

// Key says what an outcome is of.
type Key struct {
	What         string
	Series, Half string
	Rate, Budget float64
}

// Outcome is what came of all times that something was played.
type Outcome struct {
	// Times is how often it was played.
	Times int
	// Delays are those of what should be told, over their limit.
	Delays score.Delays
	// Pages, Notices and Gaps are what was told and should not have been: alarms of a tier, and lost telemetry.
	Pages, Notices, Gaps score.Alarms
	// Paged is how often there was at least one page, Noticed a notice, Gap a telemetry gap, Named the release that did it.
	Paged, Noticed, Gap, Named int
}

// Outcomes are all of a run.
type Outcomes map[Key]*Outcome

// Of is the outcome of a key; it is there from then on.
func (o Outcomes) Of(k Key) *Outcome {
	if o[k] == nil {
		o[k] = &Outcome{}
	}
	return o[k]
}

// Join adds those of another.
func (o Outcomes) Join(other Outcomes) {
	for k, b := range other {
		a := o.Of(k)
		a.Times += b.Times
		a.Delays.Join(&b.Delays)
		a.Pages.Join(b.Pages)
		a.Notices.Join(b.Notices)
		a.Gaps.Join(b.Gaps)
		a.Paged += b.Paged
		a.Noticed += b.Noticed
		a.Gap += b.Gap
		a.Named += b.Named
	}
}

// expose adds hours in which nothing should be told.
func (o *Outcome) expose(hours float64) {
	o.Pages.Years += hours / 8760
	o.Notices.Years += hours / 8760
	o.Gaps.Years += hours / 8760
}

// count adds what was told falsely.
func (o *Outcome) count(t told) {
	switch t {
	case page:
		o.Pages.Count++
	case notice:
		o.Notices.Count++
	case gap:
		o.Gaps.Count++
	}
}

// Empty reports whether nothing was played.
func (o *Outcome) Empty() bool { return o.Times == 0 && o.Pages.Years == 0 }

// Sum is the outcome of all keys that match.
func (o Outcomes) Sum(match func(Key) bool) *Outcome {
	sum := Outcomes{}
	for k, one := range o {
		if match(k) {
			sum.Join(Outcomes{Key{}: one})
		}
	}
	return sum.Of(Key{})
}

func (c *Case) key(what string) Key {
	return Key{what, c.Series.Name, c.Series.Half(), c.Rate, c.Budget}
}

// told is what a finding says to people.
type told uint8

const (
	nothing told = iota
	gap
	notice
	page
)

// says is what a finding of the watched stream, or of its service, says when it begins. What goes on and what ends says nothing new,
// and notes reach nobody.
func says(f *flatline.Finding) told {
	switch {
	case f.Phase != flatline.PhaseBegan || f.Key.Definition > 0:
		return nothing
	case f.Kind == flatline.KindGap:
		return gap
	case f.Tier == flatline.TierPage:
		return page
	case f.Tier == flatline.TierNotice:
		return notice
	}
	return nothing
}
