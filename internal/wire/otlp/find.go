package otlp

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// StatusErrors says which spans with status Error and no exception are errors of their own.
type StatusErrors string

// The choices. An entry span is where a service was called: SERVER, CONSUMER, or without a local parent.
const (
	StatusErrorsEntry StatusErrors = "entry"
	StatusErrorsAll   StatusErrors = "all"
	StatusErrorsOff   StatusErrors = "off"
)

// Options is what to look for.
type Options struct {
	StatusErrors StatusErrors
	// MinLevel: an exception on a log record below it is none.
	MinLevel exception.Level
	// TrustIssueID passes on what another tracker has counted.
	TrustIssueID bool
	// Refused says of a stamped error that nobody has counted it, because its batch was refused here
	// and is being sent again. nil: there is none.
	Refused func(issueID string) bool
	// ReleaseFrom are the resource attributes that name the release: the first that is set.
	ReleaseFrom []string
	// Release is told of each resource how many spans or log records came from it, with errors or without, and the
	// revision it was built from, "" when it does not say. The strings are valid during the call only. nil: nobody is.
	Release func(service *exception.Service, revision string, items int)
}

// release tells what came from a resource.
func (o *Options) release(service *exception.Service, resource pcommon.Map, items int) {
	if o.Release != nil && items > 0 {
		o.Release(service, text(resource, "vcs.ref.head.revision"), items)
	}
}

// elsewhere says whether another tracker has counted the error with these attributes.
func (o *Options) elsewhere(attrs pcommon.Map) bool {
	if !o.TrustIssueID {
		return false
	}
	id, stamped := attrs.Get(AttrIssueID)
	return stamped && (o.Refused == nil || !o.Refused(id.AsString()))
}

// NewDefaultOptions returns what an error_group looks for unless it is configured otherwise.
func NewDefaultOptions() Options {
	return Options{StatusErrors: StatusErrorsEntry, MinLevel: exception.LevelWarning, TrustIssueID: true, ReleaseFrom: []string{"service.version"}}
}

// Stamp is what was decided about one error. An empty IssueID or GroupReason is not written.
type Stamp struct {
	Fingerprint, IssueID, GroupReason string
}

// Judge decides about one error. The record and the attributes are valid during the call only. ok is
// false when the data is to stay as it is.
type Judge func(rec *exception.Record, attributes *Attributes) (stamp Stamp, ok bool)

// Found counts what was not given to the judge, and why, and what was given without a part of it.
type Found struct {
	// Items are the spans or log records that were looked at.
	Items int
	// Own are items of Tidemark itself.
	Own int
	// Elsewhere are errors that another tracker has counted.
	Elsewhere int
	// BelowLevel are exceptions on log records below the minimum.
	BelowLevel int
	// NoError are log records below ERROR without an exception, and spans without one whose status is
	// not Error.
	NoError int
	// Inner are spans in Error without an exception that Options.StatusErrors leaves out.
	Inner int
	// TooDeep are errors of which a value is nested too deep to be read.
	TooDeep int
	// Unread are attributes that no exemplar was offered because there are too many.
	Unread int
}

// Add adds the counts of another batch.
func (f *Found) Add(other Found) {
	f.Items += other.Items
	f.Own += other.Own
	f.Elsewhere += other.Elsewhere
	f.BelowLevel += other.BelowLevel
	f.NoError += other.NoError
	f.Inner += other.Inner
	f.TooDeep += other.TooDeep
	f.Unread += other.Unread
}
