package otlp

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

type told struct {
	release, revision string
	items             int
}

// telling returns options that collect what is told of releases.
func telling(all *[]told) Options {
	o := NewDefaultOptions()
	o.Release = func(s *exception.Service, revision string, items int) {
		*all = append(*all, told{s.Version, revision, items})
	}
	return o
}

func ignoring(*exception.Record, *Attributes) (Stamp, bool) { return Stamp{}, false }

func TestFind_TellsOfHealthySpansFromWhichReleaseTheyCame(t *testing.T) {
	td, span := oneSpan()
	raise(span, "exception")
	resource := td.ResourceSpans().At(0)
	resource.Resource().Attributes().PutStr("service.version", "4.2.0")
	resource.Resource().Attributes().PutStr("vcs.ref.head.revision", "1a2b3c4")
	resource.ScopeSpans().At(0).Spans().AppendEmpty()
	resource.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	own := resource.ScopeSpans().AppendEmpty()
	own.Scope().SetName(ScopeName)
	own.Spans().AppendEmpty()
	healthy := td.ResourceSpans().AppendEmpty()
	healthy.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	td.ResourceSpans().AppendEmpty() // nothing came from it

	var got []told
	FindInTraces(td, telling(&got), ignoring)
	require.Equal(t, []told{{"4.2.0", "1a2b3c4", 3}, {"", "", 1}}, got)
}

func TestFind_TellsOfHealthyRecordsFromWhichReleaseTheyCame(t *testing.T) {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.version", "4.2.0")
	records := rl.ScopeLogs().AppendEmpty().LogRecords()
	records.AppendEmpty().SetSeverityNumber(plog.SeverityNumberInfo)
	records.AppendEmpty().SetSeverityNumber(plog.SeverityNumberError)
	records.AppendEmpty().SetEventName("tidemark.issue.opened")
	own := ld.ResourceLogs().AppendEmpty()
	own.Resource().Attributes().PutBool(AttrSelf, true)
	own.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()

	var got []told
	FindInLogs(ld, telling(&got), ignoring)
	require.Equal(t, []told{{"4.2.0", "", 2}}, got)
}

func TestFind_ReadsTheReleaseFromWhereItIsTold(t *testing.T) {
	resource := pcommon.NewMap()
	resource.PutStr("service.version", "4.2.0")
	resource.PutStr("empty", "")
	resource.PutInt("build", 1432)
	tags := resource.PutEmptySlice("container.image.tags")
	tags.AppendEmpty().SetStr("4.2.0-rc.1")
	tags.AppendEmpty().SetStr("latest")
	resource.PutEmptySlice("no.tags")
	for name, c := range map[string]struct {
		from []string
		want string
	}{
		"the version":                        {[]string{"service.version"}, "4.2.0"},
		"the first tag of an image":          {[]string{"container.image.tags", "service.version"}, "4.2.0-rc.1"},
		"the next when the first is empty":   {[]string{"empty", "service.version"}, "4.2.0"},
		"the next when the first is missing": {[]string{"missing", "service.version"}, "4.2.0"},
		"a number":                           {[]string{"build"}, "1432"},
		"nothing when none is set":           {[]string{"missing"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, serviceOf(resource, c.from).Version)
		})
	}
}

// BenchmarkFindInTraces_Releases: the cost of a healthy resource with one span, told of and not.
func BenchmarkFindInTraces_Releases(b *testing.B) {
	td := ptrace.NewTraces()
	for range 100 {
		rs := td.ResourceSpans().AppendEmpty()
		for _, key := range []string{"service.name", "service.namespace", "host.name", "telemetry.sdk.language", "telemetry.sdk.name",
			"telemetry.sdk.version", "process.pid", "service.version", "deployment.environment.name", "vcs.ref.head.revision"} {
			rs.Resource().Attributes().PutStr(key, "value")
		}
		rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	}
	items := 0
	told := NewDefaultOptions()
	told.Release = func(_ *exception.Service, _ string, n int) { items += n }
	for name, options := range map[string]Options{"told": told, "not told": NewDefaultOptions()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				FindInTraces(td, options, ignoring)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/resource")
		})
	}
}
