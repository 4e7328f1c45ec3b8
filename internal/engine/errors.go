package engine

import (
	"context"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// Attributes gives access to what the telemetry says about one error.
type Attributes interface {
	Select(allowed func(key string) bool) []exception.Attribute
}

// Stamp is what is written on the data. IssueID is empty when no tracker counts the error.
type Stamp struct {
	Fingerprint, IssueID, GroupReason string
}

// Outcome says what became of one error.
type Outcome uint8

// The outcomes.
const (
	OutcomeReported  Outcome = iota // counted
	OutcomeIgnored                  // by the operator's rules
	OutcomePair                     // span event and log record of one error
	OutcomeChain                    // recorded again by the parent or child span
	OutcomeRetry                    // sent again
	OutcomeExplained                // a status that an exception explains
	OutcomeHeld                     // a status that waits for an exception to explain it
	OutcomeGrouped                  // grouped only: there is no tracker
	OutcomeDropped                  // not counted for want of space
	outcomes
)

// String returns the outcome as telemetry shows it.
func (o Outcome) String() string {
	return [...]string{"reported", "ignored", "pair", "chain", "retry", "explained", "held", "grouped", "dropped"}[o]
}

// Outcomes lists how many errors of a batch went which way, by Outcome.
type Outcomes [outcomes]int

// Errors is one error_group: the rules of one component id, shared by its pipelines.
type Errors struct {
	tracker  *Tracker // nil: fingerprints only
	cache    *grouping.Cache
	scrubber *scrub.Scrubber
	ignore   Ignore
	rules    *framerule.Rules
}

// NewErrors returns an error group that reports to the tracker. rules about frames may be nil.
func (t *Tracker) NewErrors(ignore Ignore, rules *framerule.Rules) *Errors {
	return &Errors{tracker: t, cache: t.cache, scrubber: t.settings.Scrubber, ignore: ignore, rules: rules}
}

// NewGrouper returns an error group that stamps fingerprints and reports to nobody.
func NewGrouper(ignore Ignore, rules *framerule.Rules) *Errors {
	return &Errors{cache: grouping.NewCache(grouping.CacheSettings{}), scrubber: scrub.New(scrub.Settings{}), ignore: ignore, rules: rules}
}

// Rules are those about frames, nil for none.
func (e *Errors) Rules() *framerule.Rules { return e.rules }

// Batch is the errors of one batch of telemetry received at one time. Judge each, hand the batch on, then
// Commit when it was accepted or Abort when it was refused. Not safe for concurrent use.
type Batch struct {
	errors   *Errors
	now      time.Time
	counted  []occurrence
	held     []heldOccurrence
	unsure   []*known // merged with an occurrence that is not durable yet
	tokens   []ledger.Token
	stamped  []string // the issues whose ids were stamped, for each error
	release  string   // the last one, cloned
	service  cleanService
	seen     []seenItems // releases
	fewSeen  [4]seenItems
	Outcomes Outcomes
	// Mistimed is how many errors had a time that is not believed, and got the receive time.
	Mistimed int
}

type heldOccurrence struct {
	key uint64
	occurrence
}

// Begin starts a batch received at now.
func (e *Errors) Begin(now time.Time) *Batch {
	return &Batch{errors: e, now: now}
}

// Judge decides about one error. The record and the attributes are not kept; the names in the record are
// made valid. ok is false when the data is to stay as it is.
func (b *Batch) Judge(rec *exception.Record, attributes Attributes) (stamp Stamp, ok bool) {
	t := b.errors.tracker
	rec.Service = b.service.of(&rec.Service, b.errors.scrubber)
	status := rec.Source == exception.SourceSpanStatus
	var holdKey uint64
	var traced bool
	if t != nil {
		holdKey, traced = t.hold.Key(rec.TraceID, &rec.Service)
		if traced && !status {
			t.hold.Explain(holdKey, b.now)
		}
	}
	if b.errors.ignore.Matches(rec) {
		b.Outcomes[OutcomeIgnored]++
		return Stamp{}, false
	}
	d := b.errors.cache.DecideBy(b.errors.rules, rec)
	stamp = Stamp{Fingerprint: d.Fingerprint, GroupReason: d.Reason.String()}
	if t == nil {
		b.Outcomes[OutcomeGrouped]++
		return stamp, true
	}
	if status && traced && t.hold.Explained(holdKey, b.now) {
		b.Outcomes[OutcomeExplained]++
		return Stamp{}, false
	}
	k, id := t.find(issue.NewErrorIdentity(&rec.Service, d.Fingerprint), d.Path)
	if rec.TraceID != (exception.TraceID{}) {
		verdict, with, token := t.window.Add(ledger.Sighting{
			Key: t.window.Key(rec, &d.Exceptions[len(d.Exceptions)-1], d.Innermost), Source: rec.Source, Event: exception.IsEventName(rec.Name),
			Span: rec.SpanID, Parent: rec.ParentID, Time: rec.Time,
		}, b.now, k)
		b.tokens = append(b.tokens, token)
		if verdict != ledger.Counted {
			b.Outcomes[merged[verdict]]++
			b.unsure = append(b.unsure, with)
			stamp = t.stampOf(with, stamp)
			b.stamped = append(b.stamped, stamp.IssueID)
			return stamp, true
		}
	}
	stamp.IssueID = string(id)
	b.stamped = append(b.stamped, stamp.IssueID)
	o := b.occurrence(rec, d, k, attributes)
	if status && traced {
		b.held = append(b.held, heldOccurrence{holdKey, o})
		b.Outcomes[OutcomeHeld]++
	} else {
		b.counted = append(b.counted, o)
	}
	return stamp, true
}

var merged = map[ledger.Verdict]Outcome{
	ledger.MergedPair: OutcomePair, ledger.MergedChain: OutcomeChain, ledger.MergedRetry: OutcomeRetry,
}

// Commit counts the batch: it was accepted. When it holds an error this process does not know, it
// waits until that is durable, within the limits of waiting.
func (b *Batch) Commit(ctx context.Context) (wait WaitResult, waited bool) {
	t := b.errors.tracker
	if t == nil {
		return 0, false
	}
	t.sightings.add(b.seen, b.now)
	if len(b.counted)+len(b.held)+len(b.unsure) == 0 {
		return 0, false
	}
	for _, h := range b.held {
		b.counted = append(b.counted, t.hold.Put(h.key, b.now, h.occurrence)...)
	}
	done, unknown, dropped := t.add(b.counted, b.unsure, b.now)
	b.Outcomes[OutcomeReported] += len(b.counted) - dropped
	b.Outcomes[OutcomeDropped] += dropped
	if !unknown {
		return 0, false
	}
	if t.settings.Synchronous {
		wait = t.flushNow(ctx, b.now)
	} else {
		t.askFlush()
		wait = t.await(ctx, done)
	}
	t.counters.waits[wait].Add(1)
	return wait, true
}

// Refused says of an error with the stamp of an issue that it is none of another tracker's: its batch was
// here before and was refused. True once for each such error; it is to be judged.
func (b *Batch) Refused(issueID string) bool {
	return b.errors.tracker != nil && b.errors.tracker.refused.take(issueID, b.now)
}

// Abort forgets the batch: it was refused, and its sender will send it again.
func (b *Batch) Abort() {
	if b.errors.tracker == nil {
		return
	}
	b.errors.tracker.refused.add(b.stamped, b.now)
	for _, token := range b.tokens {
		b.errors.tracker.window.Undo(token)
	}
	for i := range b.counted {
		b.errors.tracker.exemplars.free(&b.counted[i])
	}
	for i := range b.held {
		b.errors.tracker.exemplars.free(&b.held[i].occurrence)
	}
	b.counted, b.held, b.unsure, b.stamped, b.seen, b.Outcomes, b.Mistimed = nil, nil, nil, nil, nil, Outcomes{}, 0
}

// occurrence copies what is needed of a record beyond the batch.
func (b *Batch) occurrence(rec *exception.Record, d *grouping.Decision, k *known, attributes Attributes) occurrence {
	t := b.errors.tracker
	if rec.Version != b.release {
		b.release = strings.Clone(rec.Version)
	}
	at, believed := occurrenceTime(rec.Time, b.now)
	if !believed {
		b.Mistimed++
	}
	o := occurrence{
		known: k, decision: d, release: b.release,
		count: max(rec.Weight, 1), time: at, received: b.now,
		user: t.settings.Scrubber.UserHash(rec.User), level: rec.Level, handled: rec.Handled,
	}
	if t.wantsExemplar(k, b.release, b.now) {
		full := t.settings.Scrubber.Occurrence(rec, d.Exceptions, attributes.Select(t.settings.Scrubber.Allowed))
		full.Time = o.time
		t.exemplars.take(&o, &full)
	}
	return o
}

// maxAge is how far back the time of an occurrence is believed: longer than any buffer on its way here.
const maxAge = 30 * 24 * time.Hour

// maxAhead is how far the clock of a sender may be ahead of ours.
const maxAhead = time.Minute

// occurrenceTime is the time the sender gave, or the receive time when that lies in the future, too
// far back, or is missing. believed is false when there was one and it was not taken; a clock that is a
// little ahead is none of these.
func occurrenceTime(sent, now time.Time) (at time.Time, believed bool) {
	switch {
	case sent.IsZero():
		return now.UTC(), true
	case sent.After(now):
		return now.UTC(), sent.Sub(now) <= maxAhead
	case now.Sub(sent) > maxAge:
		return now.UTC(), false
	}
	return sent.UTC(), true
}
