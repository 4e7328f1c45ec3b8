package otlp

import (
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// serviceOf reads who a resource is. Strings point into the resource.
func serviceOf(resource pcommon.Map, releaseFrom []string) exception.Service {
	s := exception.Service{
		Name:        text(resource, "service.name"),
		Namespace:   text(resource, "service.namespace"),
		Version:     releaseOf(resource, releaseFrom),
		Environment: text(resource, "deployment.environment.name"),
		Language:    text(resource, "telemetry.sdk.language"),
	}
	if s.Name == "" {
		s.Name = exception.UnknownService
	}
	if s.Environment == "" {
		s.Environment = text(resource, "deployment.environment")
	}
	if s.Environment == "" {
		s.Environment = exception.UnknownEnvironment
	}
	return s
}

// releaseOf reads the release. Of a list, such as container.image.tags, it is the first text.
func releaseOf(resource pcommon.Map, from []string) string {
	for _, key := range from {
		v, ok := resource.Get(key)
		if ok && v.Type() == pcommon.ValueTypeSlice && v.Slice().Len() > 0 && v.Slice().At(0).Type() == pcommon.ValueTypeStr {
			v = v.Slice().At(0)
		}
		if ok {
			if name := valueText(v); name != "" {
				return name
			}
		}
	}
	return ""
}

// isOwnResource says whether a resource is Tidemark's own telemetry.
func isOwnResource(resource pcommon.Map) bool {
	_, own := resource.Get(AttrSelf)
	return own
}

// isOwnName says whether an event is one of ours.
func isOwnName(name string) bool {
	return strings.HasPrefix(name, Prefix)
}

// isOwnScope says whether an instrumentation scope is ours.
func isOwnScope(name string) bool {
	return strings.HasPrefix(name, ScopeName) && (len(name) == len(ScopeName) || name[len(ScopeName)] == '/')
}

// timeOf returns the first timestamp that is set, or the zero time.
func timeOf(stamps ...pcommon.Timestamp) time.Time {
	for _, t := range stamps {
		if t != 0 {
			return t.AsTime()
		}
	}
	return time.Time{}
}
