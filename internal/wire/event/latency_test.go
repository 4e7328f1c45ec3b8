package event

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// slowed is a change of an issue about an operation that became slower.
func slowed() issue.Change {
	c := change()
	c.Reason, c.Issue.Kind = issue.ReasonAlarm, issue.KindLatency
	c.Issue.Finding = &issue.Finding{
		Kind: issue.KindLatency, Tier: issue.TierPage, Incident: "4.2.0", Stream: "server GET /pay", Onset: at, DecidedAt: at, Release: "4.2.0",
		Latency: &issue.Latency{
			Answer: issue.LatencyRegression, Previous: "4.1.9", GoneWith: "4.2.1", Instance: "web-3", Effect: issue.Effect{Ratio: 1.12345, Low: 1.09, High: 1.15}, CallsBefore: 900, CallsAfter: 700,
			Quantiles: []issue.QuantileChange{{Quantile: 0.5, Before: issue.Interval{Value: 103.2e6, Low: 1e6, High: 2e6}, After: issue.Interval{Value: 1234567}}},
			Histogram: issue.Histogram{Scale: 2, Offset: 80, Before: []float64{1. / 3, 0}, After: []float64{0, 1}},
			Causes:    []issue.Cause{{Kind: "database", Name: "SELECT orders", Before: 2e6, After: 13e6, TimesBefore: 1, TimesAfter: 2, Share: 0.9166, Certain: true}},
		},
	}
	return c
}

func TestNewFinding_TellsLatencyInMilliseconds(t *testing.T) {
	f := New(slowed(), nil, nil).Finding
	require.Equal(t, &Latency{
		Answer: "regression", Previous: "4.1.9", GoneWith: "4.2.1", Instance: "web-3", Effect: Interval{1.123, 1.09, 1.15}, CallsBefore: 900, CallsAfter: 700,
		Quantiles: []QuantileChange{{Quantile: 0.5, Before: Interval{103.2, 1, 2}, After: Interval{1.235, 0, 0}}},
		Histogram: &Histogram{Scale: 2, Offset: 80, Before: []float64{0.33333, 0}, After: []float64{0, 1}},
		Causes:    []Cause{{Kind: "database", Name: "SELECT orders", Before: 2, After: 13, TimesBefore: 1, TimesAfter: 2, Share: 0.917, Certain: true}},
	}, f.Latency)
	require.Nil(t, New(found(), nil, nil).Finding.Latency, "of a flatline")
}

func TestLatency_ComesBackFromJSON(t *testing.T) {
	doc := New(slowed(), nil, nil)
	data, err := Marshal(doc)
	require.NoError(t, err)
	again, err := Unmarshal(data)
	require.NoError(t, err)
	require.Equal(t, doc, again)
}

func TestLatency_WhatIsTooLongIsCutInACopy(t *testing.T) {
	c := slowed()
	more := issue.Cause{Kind: "host", Name: strings.Repeat("n", MaxBytes)}
	c.Issue.Finding.Latency.Causes = append(c.Issue.Finding.Latency.Causes, more)
	doc := New(c, nil, nil)
	data, err := Marshal(doc)
	require.NoError(t, err)
	var cut Document
	require.NoError(t, json.Unmarshal(data, &cut))
	require.True(t, cut.Truncated)
	require.Empty(t, cut.Finding.Latency.Causes)
	require.Equal(t, doc.Finding.Latency.Effect, cut.Finding.Latency.Effect)
	require.Len(t, doc.Finding.Latency.Causes, 2)
}
