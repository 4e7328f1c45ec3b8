package event

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Links lead from an issue to what the operator has about it elsewhere. Each is empty when no template
// is configured for it, or when the document has nothing to link to.
type Links struct {
	Trace  string `json:"trace,omitempty"`
	Logs   string `json:"logs,omitempty"`
	Source string `json:"source,omitempty"`
	Issue  string `json:"issue,omitempty"`
}

// LinkData is what link templates are made of. All values are escaped for use anywhere in a URL, and
// empty when unknown.
type LinkData struct {
	IssueID, Fingerprint            string
	Service, Namespace, Environment string
	Release                         string // of the exemplar, else the last one
	TraceID, SpanID                 string // of the exemplar, in hexadecimal
	// The culprit: the innermost frame of the application, empty when there is none. File keeps its
	// slashes, and begins with none.
	Function, Module, File, Line string
	// Time of the exemplar, else of the last occurrence: RFC 3339. From and To are 15 minutes
	// before and after it, FromMillis and ToMillis the same in milliseconds since 1970.
	Time, From, To, FromMillis, ToMillis string
}

// around is how much time a link to logs shows before and after an occurrence.
const around = 15 * time.Minute

func newLinkData(doc *Document) LinkData {
	d := LinkData{
		IssueID: escape(doc.Issue.ID), Fingerprint: escape(doc.Issue.Fingerprint),
		Service: escape(doc.Issue.Service), Namespace: escape(doc.Issue.ServiceNamespace),
		Environment: escape(doc.Issue.Environment), Release: escape(doc.Issue.LastRelease),
	}
	at := doc.Issue.LastSeen
	if e := doc.Exemplar; e != nil {
		at = e.Time
		d.TraceID, d.SpanID = escape(e.TraceID), escape(e.SpanID)
		if e.Release != "" {
			d.Release = escape(e.Release)
		}
		if f := e.Culprit(); f != nil && f.InApp { // the operator has the source of nothing else
			d.Function, d.Module, d.File = escape(f.Function), escape(f.Module), escapePath(f.File)
			if f.Line > 0 {
				d.Line = strconv.Itoa(f.Line)
			}
		}
	}
	from, to := at.Add(-around).UTC(), at.Add(around).UTC()
	d.Time = escape(at.UTC().Format(time.RFC3339))
	d.From, d.To = escape(from.Format(time.RFC3339)), escape(to.Format(time.RFC3339))
	d.FromMillis, d.ToMillis = strconv.FormatInt(from.UnixMilli(), 10), strconv.FormatInt(to.UnixMilli(), 10)
	return d
}

// Culprit returns the innermost frame of the application in the recorded exception, or in the nearest
// cause or member that has one; without any, the innermost frame of all; nil when there is no frame.
func (e *Exemplar) Culprit() *Frame {
	var innermost *Frame
	for _, x := range slices.Backward(e.Exceptions) {
		if x.Relation == exception.RelationSuppressed.String() {
			continue
		}
		for i := range slices.Backward(x.Frames) {
			if x.Frames[i].InApp {
				return &x.Frames[i]
			}
			if innermost == nil {
				innermost = &x.Frames[i]
			}
		}
	}
	return innermost
}

// escape makes a value safe in a path, a query and a fragment.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// escapePath escapes the parts of a path. Those that would lead out of a folder are left out.
func escapePath(path string) string {
	var kept []string
	for part := range strings.SplitSeq(strings.ReplaceAll(path, `\`, "/"), "/") {
		if part != "" && part != "." && part != ".." {
			kept = append(kept, escape(part))
		}
	}
	return strings.Join(kept, "/")
}
