package api

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// StreamList is the streams of events that are watched, by service.
type StreamList struct {
	Streams []Stream `json:"streams"`
	// More says that there are streams beyond the limit.
	More bool `json:"more"`
}

// Stream is a kind of event of one service in one environment.
type Stream struct {
	// Component is the id of the flatline processor that watches it.
	Component string `json:"component"`
	// Stream is what people call it.
	Stream   string `json:"stream"`
	Declared bool   `json:"declared"`
	// Signal is "spans" or "logs", "" for a declared stream.
	Signal           string `json:"signal"`
	ServiceNamespace string `json:"service_namespace"`
	// Service and Environment are "" for a declared stream that nothing matched yet.
	Service     string `json:"service"`
	Environment string `json:"environment"`
	// Split is the values of the split keys of a declared stream.
	Split string `json:"split"`
	// Tier is how loud it may be: "page", "notice" or "note".
	Tier string `json:"tier"`
	// State is "unmatched", "learning", "shadow", "watched", "silent", "alarmed", "paused" or "stale".
	State string `json:"state"`
	// Rate is how many events an hour are expected now, MeanRate over the long run.
	Rate     float64 `json:"rate"`
	MeanRate float64 `json:"mean_rate"`
	// LastEvent and Since are nil when there was none.
	LastEvent *time.Time `json:"last_event"`
	Since     *time.Time `json:"since"`
	// Budget is in false alarms a year; that of discovered streams is the part of their common one.
	Budget float64 `json:"budget"`
	// SecondsToKnow is how long silence from now on would last until it is told, 0 when that is not known.
	SecondsToKnow float64 `json:"seconds_to_know"`
	// Events is how many were counted.
	Events float64 `json:"events"`
	// WouldHaveAlarmed counts the alarms in shadow.
	WouldHaveAlarmed int64 `json:"would_have_alarmed"`
	// Series is nil unless the stream was asked for by its name, and when nothing is known of it.
	Series *event.SeriesPlot `json:"series"`
}
