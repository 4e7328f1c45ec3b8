package api

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception/explain"
)

// Explanation says why an error is in its group.
type Explanation struct {
	Title       string `json:"title"`
	Culprit     string `json:"culprit"`
	Fingerprint string `json:"fingerprint"`
	// Version of the algorithm, with which the fingerprint begins.
	Version     string `json:"version"`
	GroupReason string `json:"group_reason"`
	// Parts are what the fingerprint is made of, in order. Never nil.
	Parts   []string `json:"parts"`
	Source  string   `json:"source"`
	Service string   `json:"service"`
	Handled bool     `json:"handled"`
	// ErrorGroup is the error group whose rules about frames were asked, "" when there were none.
	ErrorGroup string `json:"error_group"`
	// PassedCount says that frames which every error passes through count because nothing else would.
	PassedCount bool `json:"passed_count"`

	Stack      ExplainedStack       `json:"stack"`
	Message    ExplainedMessage     `json:"message"`
	Exceptions []ExplainedException `json:"exceptions"`
	// Stamped is what the data carried: fingerprint and issue of the Tidemark that saw it before.
	Stamped      string `json:"stamped"`
	StampedIssue string `json:"stamped_issue"`
	// Issue is nil unless an issue is explained.
	Issue *ExplainedIssue `json:"issue"`
	// Text is all of it for people.
	Text string `json:"text"`
}

// ExplainedStack says how the text of the stack was read.
type ExplainedStack struct {
	Place     string   `json:"place"`
	Bytes     int      `json:"bytes"`
	Language  string   `json:"language"`
	Runtime   string   `json:"runtime"`
	Refused   []string `json:"refused"`
	Omits     string   `json:"omits"`
	FirstLine string   `json:"first_line"`
}

// ExplainedMessage says what became of the message.
type ExplainedMessage struct {
	Template string `json:"template"`
	Sent     bool   `json:"sent"`
	Counts   bool   `json:"counts"`
	Reason   string `json:"reason"`
}

// ExplainedException is one link of the chain: root cause first, the recorded exception last.
type ExplainedException struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	// Relation to the one that it stands under, "" for the recorded one, and Depth, the number of those above it.
	Relation string `json:"relation"`
	Depth    int    `json:"depth"`
	// Role is what it counts for, and Decides that title and culprit are its.
	Role      string           `json:"role"`
	Decides   bool             `json:"decides"`
	Truncated bool             `json:"truncated"`
	Frames    []ExplainedFrame `json:"frames"`
}

// ExplainedFrame is a frame as parsed and what became of it.
type ExplainedFrame struct {
	Function   string `json:"function"`
	Module     string `json:"module"`
	File       string `json:"file"`
	Line       int    `json:"line"`
	Column     int    `json:"column"`
	SourceLine string `json:"source_line"`
	InApp      bool   `json:"in_app"`
	// Rule is why the frame is the application's or not.
	Rule   string `json:"rule"`
	Counts bool   `json:"counts"`
	// Reason is why it does not count, "" when it does.
	Reason       string `json:"reason"`
	Identity     string `json:"identity"`
	SourceCounts bool   `json:"source_counts"`
}

// ExplainedIssue compares the kept occurrence with the issue.
type ExplainedIssue struct {
	ID             string   `json:"id"`
	Fingerprint    string   `json:"fingerprint"`
	Same           bool     `json:"same"`
	Differs        []string `json:"differs"`
	GuessedRuntime bool     `json:"guessed_runtime"`
}

// NewExplanation returns the wire form of an explanation.
func NewExplanation(e *explain.Explanation) Explanation {
	w := Explanation{
		Title: e.Title, Culprit: e.Culprit, Fingerprint: e.Fingerprint, GroupReason: e.Reason.String(),
		Parts: some(e.Parts), Source: e.Source.String(), Service: e.Service, Handled: e.Handled,
		ErrorGroup: e.RulesOf, PassedCount: e.PassedCount,
		Stack: ExplainedStack{
			Place: e.Stack.Place.String(), Bytes: e.Stack.Bytes, Language: e.Stack.Language, Runtime: e.Stack.Runtime,
			Refused: some(e.Stack.Refused), Omits: e.Stack.Omits, FirstLine: e.Stack.FirstLine,
		},
		Message: ExplainedMessage{
			Template: e.Message.Template, Sent: e.Message.Sent, Counts: e.Message.Use.Counts(), Reason: e.Message.Use.String(),
		},
		Exceptions: make([]ExplainedException, len(e.Exceptions)),
		Stamped:    e.Stamped, StampedIssue: e.StampedIssue,
		Text: e.Text(),
	}
	w.Version, _, _ = strings.Cut(e.Fingerprint, ":")
	for i := range e.Exceptions {
		w.Exceptions[i] = newExplainedException(&e.Exceptions[i])
		w.Exceptions[i].Decides = i == e.Decider
	}
	if k := e.Kept; k != nil {
		w.Issue = &ExplainedIssue{
			ID: k.Issue, Fingerprint: k.Fingerprint, Same: len(k.Differs) == 0, Differs: some(k.Differs), GuessedRuntime: k.GuessedRuntime,
		}
	}
	return w
}

func newExplainedException(x *explain.Exception) ExplainedException {
	w := ExplainedException{
		Type: x.Type, Message: x.Message, Relation: x.Relation.String(), Depth: x.Depth, Role: x.Role.String(),
		Truncated: x.Truncated, Frames: make([]ExplainedFrame, len(x.Frames)),
	}
	for i := range x.Frames {
		f := &x.Frames[i]
		w.Frames[i] = ExplainedFrame{
			Function: f.Function, Module: f.Module, File: f.File, Line: f.Line, Column: f.Column, SourceLine: f.SourceLine,
			InApp: f.InApp, Rule: f.Rule(), Counts: f.Counts(), Reason: f.Why(),
			Identity: f.Identity, SourceCounts: f.Source,
		}
	}
	return w
}

// some makes a missing list an empty one, which is an array in JSON.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// PlainText is the text for those who accept text/plain.
func (e Explanation) PlainText() string { return e.Text }
