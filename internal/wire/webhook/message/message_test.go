package message_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message/messagetest"
)

func TestNew_SaysStateAndWhyInWords(t *testing.T) {
	tests := []struct {
		name       string
		change     event.Change
		issueState string
		state, why string
		tone       message.Tone
		level      string
	}{
		{name: "a new one", change: event.Change{Kind: "opened", Reason: "first_occurrence"}, state: "New issue", why: "never seen before", tone: message.ToneBad},
		{name: "one that goes on", change: event.Change{Kind: "updated", Reason: "tenfold"}, issueState: "ongoing", state: "Still ongoing", why: "ten times as many as last told", tone: message.ToneBad},
		{name: "by a person with a comment", change: event.Change{Kind: "resolved", Reason: "by_person", Actor: "ada", Comment: "rolled\nback"}, state: "Resolved", why: "by ada: rolled back", tone: message.ToneGood},
		{name: "a warning", change: event.Change{Kind: "regressed", Reason: "returned"}, level: "warning", state: "Regressed", why: "came back after it was resolved", tone: message.ToneWarning},
		{name: "an owner", change: event.Change{Kind: "updated", Reason: "assigned", Actor: "ada"}, issueState: "ongoing", state: "Still ongoing", why: "assigned by ada", tone: message.ToneBad},
		{name: "a proof", change: event.Change{Kind: "regressed", Reason: "returned", Proof: &event.Proof{Words: "seen in 2, the release with the fix"}}, state: "Regressed", why: "seen in 2, the release with the fix", tone: message.ToneBad},
		{name: "the end of a mute", change: event.Change{Kind: "unmuted", Reason: "mute_count", Meanwhile: 100}, state: "Unmuted", why: "so many more have come (100 came while it was muted)", tone: message.ToneQuiet},
		{name: "words of a later version", change: event.Change{Kind: "went_flat", Reason: "no_orders"}, state: "Issue went_flat", why: "no orders", tone: message.ToneBad},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := messagetest.Opened()
			doc.Change, doc.Issue.State, doc.Issue.Level = tt.change, tt.issueState, tt.level
			m := message.New(&doc)
			assert.Equal(t, tt.state, m.State)
			assert.Equal(t, tt.why, m.Why)
			assert.Equal(t, tt.tone, m.Tone)
			assert.Equal(t, tt.state+": shop.OrderError: order <int> was not placed (shop/checkout)", m.Summary())
		})
	}
}

func TestNew_FactsSayWhatPeopleDecided(t *testing.T) {
	decided := func(edit func(*event.Issue)) []message.Fact {
		doc := messagetest.Opened()
		edit(&doc.Issue)
		return message.New(&doc).Facts[4:]
	}
	assert.Empty(t, decided(func(*event.Issue) {}))
	assert.Equal(t, []message.Fact{{Name: "Fix", Value: "in 1.4.1 and what comes after"}}, decided(func(i *event.Issue) {
		i.Resolution = &event.Resolution{Scope: "release", Release: "1.4.1"}
	}))
	assert.Equal(t, []message.Fact{
		{Name: "Until", Value: "5 more occurrences, at the latest 2026-03-01 12:00 UTC"}, {Name: "Assigned to", Value: "ada"},
	}, decided(func(i *event.Issue) {
		i.Mute, i.Assignee = &event.Mute{Count: 5, Ends: messagetest.At}, "ada"
	}))
}

func TestNew_FramesAreTheApplicationsAndBeginWhereItRaised(t *testing.T) {
	doc := messagetest.Opened()
	assert.Equal(t, []string{"handle_checkout (shop/views.py:40)", "dispatch (shop/views.py:12)"}, message.New(&doc).Frames)

	doc.Exemplar.Exceptions[1].Frames = doc.Exemplar.Exceptions[1].Frames[:1]
	assert.Equal(t, []string{"reserve (/app/shop/stock.py:12)"}, message.New(&doc).Frames, "of the cause")

	deep := &doc.Exemplar.Exceptions[0].Frames[0]
	deep.File = strings.Repeat("😀/", 100) + "stock.py"
	assert.Equal(t, []string{"reserve (…/" + strings.Repeat("😀/", 29) + "stock.py:12)"}, message.New(&doc).Frames, "the end of a path is kept")

	doc.Exemplar.Exceptions[0].Frames = nil
	assert.Equal(t, []string{"__call__ (/usr/lib/python3/dist-packages/flask/app.py:1498)"}, message.New(&doc).Frames, "of a library")
}

func TestNew_AnErrorThatSaysNothing(t *testing.T) {
	m := message.New(&event.Document{Exemplar: &event.Exemplar{Exceptions: []event.Exception{{}}}})
	assert.Equal(t, "Error without a message", m.Title)
	assert.Empty(t, m.Error)
	assert.Equal(t, []message.Fact{{Name: "Count", Value: "0 occurrences"}}, m.Facts)
}

func TestFold_SaysHowMuchAndWhatItHides(t *testing.T) {
	f := messagetest.Fold(21, "KeyError")
	assert.Equal(t, "33 more changes of more than 21 issues since 12:00 UTC", f.Title())
	assert.Equal(t, "and 2 changes of other issues", f.Tail(21))
	assert.Equal(t, "and 3 changes of other issues", f.Tail(20))
	assert.Equal(t, "Regressed, shop/checkout, 3 occurrences, 2 changes", f.Lines[1].Detail())
	f = messagetest.Fold(1, "KeyError")
	assert.Equal(t, "1 more change of 1 issue since 12:00 UTC", f.Title())
	assert.Empty(t, f.Tail(1))
}

func TestNewLine_HasTheFirstLinkOfItsIssue(t *testing.T) {
	tests := []struct {
		name  string
		links *event.Links
		want  message.Link
	}{
		{"that of the issue comes first", &event.Links{Trace: "https://x.test/t", Issue: "https://x.test/i"}, message.Link{Name: "Issue", URL: "https://x.test/i"}},
		{"else that of the trace", &event.Links{Trace: "https://x.test/t"}, message.Link{Name: "Trace", URL: "https://x.test/t"}},
		{"a long one is left out", &event.Links{Issue: "https://x.test/" + strings.Repeat("i", 300)}, message.Link{}},
		{"there may be none", nil, message.Link{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := messagetest.Opened()
			doc.Links = tt.links
			assert.Equal(t, tt.want, message.NewLine(&doc).Link)
		})
	}
}

func TestEscape_CutsBetweenRunesAndNeverInAnEscape(t *testing.T) {
	entity := func(r rune) string {
		if r == '&' {
			return "&amp;"
		}
		return string(r)
	}
	tests := []struct {
		name, text string
		limit      int
		want       string
	}{
		{"fits", "a&b", 7, "a&amp;b"},
		{"one over", "a&bc", 7, "a&amp;…"},
		{"an escape that does not fit is left out", "ab&c", 6, "ab…"},
		{"an emoji counts twice", "😀😀", 4, "😀😀"},
		{"an emoji is not split", "😀😀", 3, "😀…"},
		{"nothing fits", "&&", 3, "…"},
		{"empty", "", 3, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := message.Escape(tt.text, tt.limit, entity)
			assert.Equal(t, tt.want, got)
			assert.LessOrEqual(t, message.Len(got), tt.limit)
		})
	}
}
