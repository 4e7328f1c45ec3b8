// Package where holds the where clauses of processors: OTTL conditions on spans and log records.
package where

import (
	"context"
	"fmt"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottllog"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlspan"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/ottlfuncs"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/detect/match"
)

// MaxBytes is how long a condition is at most.
const MaxBytes = 4096

// Condition is a where clause. nil stands for none, which lets everything through.
type Condition struct {
	span *ottl.Condition[*ottlspan.TransformContext]
	log  *ottl.Condition[*ottllog.TransformContext]
}

// New parses an OTTL condition. A path may be written with the name of its context (span.attributes["x"]) or without
// (attributes["x"]), but all of one condition alike. The error says where the fault is.
func New(signal match.Signal, text string) (*Condition, error) {
	if text == "" {
		return nil, nil
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("is %d bytes long, at most %d are allowed", len(text), MaxBytes)
	}
	quiet := component.TelemetrySettings{Logger: zap.NewNop()}
	if signal == match.SignalLogs {
		c, err := parse(text, func(named bool) (ottl.Parser[*ottllog.TransformContext], error) {
			functions := ottlfuncs.StandardConverters[*ottllog.TransformContext]()
			if named {
				return ottllog.NewParser(functions, quiet, ottllog.EnablePathContextNames())
			}
			return ottllog.NewParser(functions, quiet)
		})
		return &Condition{log: c}, err
	}
	c, err := parse(text, func(named bool) (ottl.Parser[*ottlspan.TransformContext], error) {
		functions := ottlfuncs.StandardConverters[*ottlspan.TransformContext]()
		if named {
			return ottlspan.NewParser(functions, quiet, ottlspan.EnablePathContextNames())
		}
		return ottlspan.NewParser(functions, quiet)
	})
	return &Condition{span: c}, err
}

// parse tries both ways to write paths and returns the fault of the first.
func parse[K any](text string, parser func(named bool) (ottl.Parser[K], error)) (*ottl.Condition[K], error) {
	var first error
	for _, named := range []bool{false, true} {
		p, err := parser(named)
		if err != nil {
			return nil, err
		}
		c, err := p.ParseCondition(text)
		if err == nil {
			return c, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// AllowsSpan says whether it lets a span through.
func (c *Condition) AllowsSpan(ctx context.Context, rs ptrace.ResourceSpans, ss ptrace.ScopeSpans, span ptrace.Span) (bool, error) {
	about := ottlspan.NewTransformContextPtr(rs, ss, span)
	defer about.Close()
	return c.span.Eval(ctx, about)
}

// AllowsRecord says whether it lets a log record through.
func (c *Condition) AllowsRecord(ctx context.Context, rl plog.ResourceLogs, sl plog.ScopeLogs, record plog.LogRecord) (bool, error) {
	about := ottllog.NewTransformContextPtr(rl, sl, record)
	defer about.Close()
	return c.log.Eval(ctx, about)
}
