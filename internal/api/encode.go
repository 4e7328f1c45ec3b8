package api

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/release"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// encodePage returns the wire form of a page.
func encodePage(p store.Page) wire.IssueList {
	w := wire.IssueList{Issues: make([]wire.Issue, len(p.Issues)), NextCursor: encodeCursor(p.Next)}
	for i := range p.Issues {
		w.Issues[i] = wire.NewIssue(p.Issues[i])
	}
	return w
}

// encodeDetail returns the wire form of an issue with what is kept beside it and what its latest steps, the newest first, and the
// releases of its place tell. It fails when a
// stored exemplar cannot be read.
func encodeDetail(d store.Detail, steps []issue.Step, h *release.History) (wire.IssueDetail, error) {
	decided, back := decidedBy(&d.Issue, steps), cameBack(steps)
	w := wire.IssueDetail{
		Issue:       wire.NewIssue(d.Issue),
		StateSince:  d.Issue.StateSince.UTC(),
		StateReason: string(d.Issue.StateReason),
		StateActor:  decided.Actor, StateComment: decided.Comment,
		GroupReason: d.Issue.GroupReason,
		Handled:     d.Issue.Handled,
		Proof:       event.NewProof(back),
		Finding:     event.NewFinding(d.Issue.Finding),
		Merged:      make([]wire.Issue, len(d.Members)),
		Releases:    make([]wire.Release, len(d.Releases)),
		Exemplars:   make([]event.Exemplar, 0, len(d.Exemplars)),
	}
	w.FirstBadRelease, w.LastGoodRelease = blame(&d, back, h)
	for i := range d.Members {
		w.Merged[i] = wire.NewIssue(d.Members[i])
	}
	for i, r := range d.Releases {
		w.Releases[i] = wire.Release{
			Release: r.Release, Count: event.Round(r.Count), Observed: r.Observed,
			FirstSeen: r.FirstSeen.UTC(), LastSeen: r.LastSeen.UTC(),
		}
	}
	for _, kept := range d.Exemplars {
		var e event.Exemplar
		if err := json.Unmarshal(kept.Body, &e); err != nil {
			return wire.IssueDetail{}, fmt.Errorf("read the exemplar %q of issue %s: %w", kept.Slot, d.Issue.ID, err)
		}
		// One occurrence may be the first, the latest and the one of its release.
		if !slices.ContainsFunc(w.Exemplars, func(other event.Exemplar) bool { return other.ID == e.ID }) {
			w.Exemplars = append(w.Exemplars, e)
		}
	}
	return w, nil
}

// encodeCounts returns the wire form of counts; it is never nil, so that none are an empty array.
func encodeCounts(counts []store.Count) []wire.Count {
	w := make([]wire.Count, len(counts))
	for i, c := range counts {
		w[i] = wire.Count{Time: c.Time.UTC(), Release: c.Release, Count: event.Round(c.Count)}
	}
	return w
}
