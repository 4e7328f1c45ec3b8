package event

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// New builds the document of a change. exemplar may be nil.
func New(c issue.Change, releases []Release, exemplar *Exemplar) Document {
	doc := Document{
		SchemaVersion: SchemaVersion,
		Change: Change{
			ID: c.ID, Kind: string(c.Kind), Version: c.Issue.Version, At: c.At.UTC(),
			Reason: string(c.Reason), Actor: c.Actor, Comment: c.Comment,
			Meanwhile: c.Meanwhile, Proof: NewProof(c.Proof),
		},
		Issue:    NewIssue(c.Issue),
		Finding:  NewFinding(c.Issue.Finding),
		Releases: releases,
		Exemplar: exemplar,
	}
	if c.Before.State != 0 {
		doc.Change.PreviousState = c.Before.State.String()
	}
	return doc
}

// NewIssue returns the wire form of an issue.
func NewIssue(i issue.Issue) Issue {
	w := Issue{
		ID: string(i.ID), Kind: string(i.Kind), State: i.State.String(), StateSince: i.StateSince.UTC(),
		Title: i.Title, Culprit: i.Culprit, Level: i.Level.String(), Handled: i.Handled,
		Service: i.Service, ServiceNamespace: i.ServiceNamespace, Environment: i.Environment,
		Fingerprint: i.Fingerprint, GroupReason: i.GroupReason,
		Count: Round(i.Count), Observed: i.Observed,
		FirstSeen: i.FirstSeen.UTC(), LastSeen: i.LastSeen.UTC(),
		FirstRelease: i.FirstRelease, LastRelease: i.LastRelease,
		Assignee: i.Assignee, Resolution: NewResolution(i.Resolution), Mute: NewMute(&i), MergedInto: string(i.MergedInto),
	}
	if i.Users != nil {
		n := i.Users.Estimate()
		w.Users = &n
	}
	return w
}

// NewExemplar returns the wire form of an occurrence.
func NewExemplar(o *exception.Occurrence) Exemplar {
	e := Exemplar{
		Time: o.Time.UTC(), Source: o.Source.String(), Level: o.Level.String(), Handled: o.Handled,
		Release: o.Version, Language: o.Language, SpanName: o.SpanName, Scope: o.Scope,
		UserHash: o.UserHash, RawStack: o.RawStack, DroppedAttributes: o.DroppedAttributes,
		Exceptions: make([]Exception, len(o.Exceptions)),
	}
	if o.TraceID != (exception.TraceID{}) {
		e.TraceID = hex.EncodeToString(o.TraceID[:])
	}
	if o.SpanID != (exception.SpanID{}) {
		e.SpanID = hex.EncodeToString(o.SpanID[:])
	}
	for i := range o.Exceptions {
		e.Exceptions[i] = newException(&o.Exceptions[i])
		e.Exceptions[i].link(o.Exceptions, i)
	}
	if len(o.Attributes) > 0 {
		e.Attributes = make(map[string]string, len(o.Attributes))
		for _, a := range o.Attributes {
			e.Attributes[a.Key] = a.Value
		}
	}
	e.ID = exemplarID(&e)
	return e
}

func newException(x *exception.Exception) Exception {
	w := Exception{Type: x.Type, Message: x.Message, Truncated: x.Stack.Truncated, Frames: make([]Frame, len(x.Stack.Frames))}
	for i, f := range x.Stack.Frames {
		w.Frames[i] = Frame{
			Function: f.Function, Module: f.Module, File: f.File, Line: f.Line, Column: f.Column,
			SourceLine: f.SourceLine, InApp: f.InApp,
		}
	}
	return w
}

// exemplarID names an occurrence by what makes it one: its place in a trace, its time and its message.
func exemplarID(e *Exemplar) string {
	h := sha256.New()
	for _, s := range []string{e.TraceID, e.SpanID, e.Source, strconv.FormatInt(e.Time.UnixNano(), 10), e.Exceptions[len(e.Exceptions)-1].Message} {
		h.Write([]byte(strconv.Itoa(len(s))))
		h.Write([]byte{':'})
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Round turns an estimated count into the whole number that people see.
func Round(count float64) int64 {
	return int64(math.Round(count))
}
