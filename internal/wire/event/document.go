package event

import (
	"time"
)

// SchemaVersion is the version of the document. Consumers ignore fields they do not know.
const SchemaVersion = "1"

// Document is one change with the whole issue as it was after it.
type Document struct {
	SchemaVersion string `json:"schema_version"`
	Change        Change `json:"change"`
	Issue         Issue  `json:"issue"`
	// Finding is what a detector reported last, nil for an error.
	Finding  *Finding  `json:"finding,omitempty"`
	Releases []Release `json:"releases,omitempty"`
	History  []Step    `json:"history,omitempty"`
	Exemplar *Exemplar `json:"exemplar,omitempty"`
	// Links lead to what the operator has elsewhere; nil when none is configured.
	Links *Links `json:"links,omitempty"`
	// Truncated says that something was cut to stay under MaxBytes.
	Truncated bool `json:"truncated,omitempty"`
}

// Change says what happened, when, why and through whom.
type Change struct {
	ID            string    `json:"id"`
	Kind          string    `json:"kind"`
	Version       int64     `json:"version"`
	At            time.Time `json:"at"`
	PreviousState string    `json:"previous_state,omitempty"`
	Reason        string    `json:"reason"`
	Actor         string    `json:"actor"`
	Comment       string    `json:"comment,omitempty"`
	// Meanwhile is how many occurrences came while the issue was muted, of the change that ended that.
	Meanwhile int64  `json:"meanwhile,omitempty"`
	Proof     *Proof `json:"proof,omitempty"`
}

// Issue is the issue after the change.
type Issue struct {
	ID               string    `json:"id"`
	Kind             string    `json:"kind"`
	State            string    `json:"state"`
	StateSince       time.Time `json:"state_since"`
	Title            string    `json:"title"`
	Culprit          string    `json:"culprit,omitempty"`
	Level            string    `json:"level"`
	Handled          bool      `json:"handled"`
	Service          string    `json:"service"`
	ServiceNamespace string    `json:"service_namespace,omitempty"`
	Environment      string    `json:"environment"`
	Fingerprint      string    `json:"fingerprint"`
	GroupReason      string    `json:"group_reason"`
	Count            int64     `json:"count"`
	Observed         int64     `json:"observed"`
	Users            *int64    `json:"users"`
	FirstSeen        time.Time `json:"first_seen"`
	LastSeen         time.Time `json:"last_seen"`
	FirstRelease     string    `json:"first_release,omitempty"`
	LastRelease      string    `json:"last_release,omitempty"`
	Assignee         string    `json:"assignee,omitempty"`
	// Resolution is nil unless the issue is resolved, Mute unless it is muted.
	Resolution *Resolution `json:"resolution,omitempty"`
	Mute       *Mute       `json:"mute,omitempty"`
	// MergedInto is the issue that this one is part of.
	MergedInto string `json:"merged_into,omitempty"`
}

// Release is what was seen of the issue in one release.
type Release struct {
	Release   string    `json:"release"`
	Count     int64     `json:"count"`
	Observed  int64     `json:"observed"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
}

// Exemplar is one occurrence, scrubbed.
type Exemplar struct {
	ID string `json:"id"`
	// New is true when no earlier change of the issue carried this exemplar.
	New               bool              `json:"new,omitempty"`
	Time              time.Time         `json:"time"`
	Source            string            `json:"source"`
	Level             string            `json:"level"`
	Handled           bool              `json:"handled"`
	Release           string            `json:"release,omitempty"`
	Language          string            `json:"language,omitempty"`
	TraceID           string            `json:"trace_id,omitempty"`
	SpanID            string            `json:"span_id,omitempty"`
	SpanName          string            `json:"span_name,omitempty"`
	Scope             string            `json:"scope,omitempty"`
	UserHash          string            `json:"user_hash,omitempty"`
	Exceptions        []Exception       `json:"exceptions"`
	RawStack          string            `json:"raw_stack,omitempty"`
	Attributes        map[string]string `json:"attributes,omitempty"`
	DroppedAttributes int               `json:"dropped_attributes,omitempty"`
}

// Exception is one link of the chain: root cause first, the recorded exception last, each before the one
// that it stands under.
type Exception struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	// Relation to the exception with the index Parent: cause, context, suppressed or member; both are missing
	// for the recorded one. Depth is the number of exceptions above it.
	Relation string `json:"relation,omitempty"`
	Parent   *int   `json:"parent,omitempty"`
	Depth    int    `json:"depth,omitempty"`
	// Member is its number among the members of its group, from 1.
	Member int `json:"member,omitempty"`
	// Alike is how many members like it were left out, Omitted how many exceptions beside or under it.
	Alike   int `json:"alike,omitempty"`
	Omitted int `json:"omitted,omitempty"`
	// Frames run from the outermost caller to the frame that raised.
	Frames    []Frame `json:"frames"`
	Truncated bool    `json:"truncated,omitempty"`
}

// Frame is one stack frame.
type Frame struct {
	Function   string `json:"function,omitempty"`
	Module     string `json:"module,omitempty"`
	File       string `json:"file,omitempty"`
	Line       int    `json:"line,omitempty"`
	Column     int    `json:"column,omitempty"`
	SourceLine string `json:"source_line,omitempty"`
	InApp      bool   `json:"in_app"`
}
