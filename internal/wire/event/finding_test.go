package event

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// found is a change of an issue that a detector found.
func found() issue.Change {
	c := change()
	c.Reason, c.Issue.Kind = issue.ReasonAlarm, issue.KindConversion
	c.Issue.Finding = &issue.Finding{
		Kind: issue.KindConversion, Tier: issue.TierPage, Incident: "signups", Stream: "signups",
		Onset: at, LastEvent: at.Add(-time.Second), DecidedAt: at.Add(2 * time.Hour), Expected: 412.00049, Seen: 2, MissingLow: 380, MissingHigh: 440,
		Release: "2.1.0", Odds: 40, Reference: &issue.Reference{Stream: "attempts", Expected: 500, Seen: 498},
		Series: issue.Series{Start: at, Step: 90 * time.Second, Expected: []float64{1. / 3}, Low: []float64{0}, High: []float64{2}, Seen: []float64{0}},
		Words:  []string{"attempts go on"},
	}
	return c
}

func TestNewFinding_TellsFiguresAndTimes(t *testing.T) {
	f := New(found(), nil, nil).Finding
	require.Equal(t, "page", f.Tier)
	require.Equal(t, time.UTC, f.Onset.Location())
	require.EqualValues(t, 7200, f.Seconds)
	require.Equal(t, 412.0, f.Expected)
	require.Nil(t, f.Until, "it lasts")
	require.Equal(t, "2 of about 412 expected since 10:00 UTC, 380 to 440 missing", f.Summary)
	require.Equal(t, &Reference{Stream: "attempts", Expected: 500, Seen: 498}, f.Reference)
	require.Equal(t, 90.0, f.Series.StepSeconds)
	require.Equal(t, []float64{0.333}, f.Series.Expected)
	require.Nil(t, New(change(), nil, nil).Finding, "of an error")
}

func TestFinding_ComesBackFromJSON(t *testing.T) {
	doc := New(found(), nil, nil)
	data, err := Marshal(doc)
	require.NoError(t, err)
	again, err := Unmarshal(data)
	require.NoError(t, err)
	require.Equal(t, doc, again)
}

func TestFinding_WhatIsTooLongIsCut(t *testing.T) {
	c := found()
	c.Issue.Finding.Words = []string{strings.Repeat("w", MaxBytes)}
	data, err := Marshal(New(c, nil, nil))
	require.NoError(t, err)
	var doc Document
	require.NoError(t, json.Unmarshal(data, &doc))
	require.True(t, doc.Truncated)
	require.Empty(t, doc.Finding.Words)
	require.Equal(t, 412.0, doc.Finding.Expected)
}
