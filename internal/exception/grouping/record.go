package grouping

import (
	"strings"
	"unicode/utf8"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// maxTextBytes is how much is read of any text of a record. Of a stack its two ends are read.
const maxTextBytes = stacktrace.MaxTextBytes

// head returns the first maxTextBytes of s and does not cut through a character.
func head(s string) string {
	if len(s) <= maxTextBytes {
		return s
	}
	n := maxTextBytes
	for n > maxTextBytes-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// bound returns rec with its texts cut to what is read, and its type without the place of a class.
func bound(rec *exception.Record) exception.Record {
	own := *rec
	own.Language, own.Service.Name = head(rec.Language), head(rec.Service.Name)
	own.Name, own.Type, own.Message = head(rec.Name), stacktrace.WithoutPlaceOfClass(head(rec.Type)), head(rec.Message)
	own.Template, own.Scope, own.SpanName = head(rec.Template), head(rec.Scope), head(rec.SpanName)
	return own
}

// clone returns a record that owns the texts a decision may point to, cut to what is read, and
// their size. They share one allocation. Decide makes the same of both records.
func clone(rec *exception.Record) (own exception.Record, size int) {
	own = bound(rec)
	if len(own.StackTrace) > stacktrace.MaxTextBytes {
		// One byte over the limit, so that it still counts as cut.
		const half = stacktrace.MaxTextBytes / 2
		own.StackTrace = own.StackTrace[:half] + "." + own.StackTrace[len(own.StackTrace)-half:]
	}
	fields := [...]*string{
		&own.Language, &own.Service.Name, &own.Name, &own.Type, &own.Message, &own.Template, &own.Scope,
		&own.SpanName, &own.StackTrace,
	}
	for _, field := range fields {
		size += len(*field)
	}
	var text strings.Builder
	text.Grow(size)
	for _, field := range fields {
		from := text.Len()
		text.WriteString(*field)
		*field = text.String()[from:]
	}
	return own, size
}
