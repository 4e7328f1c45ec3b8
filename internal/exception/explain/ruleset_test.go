package explain_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
)

const wrapped = "AppError: no stock\n    at wrap (/app/errors.js:3:9)\n    at place (/app/orders.js:12:9)\n"

func leftOut(name string, rules ...string) explain.RuleSet {
	return explain.RuleSet{Name: name, Rules: framerule.New(framerule.Settings{LeftOut: rules})}
}

func TestRuleSet_TheTextNamesTheRuleAndWhoseItIs(t *testing.T) {
	e := leftOut("error_group/shop", "errors.wrap").Input("", "", "", wrapped)
	assert.Contains(t, e.Text(), "\nRules        in_app and left_out of error_group/shop\n")
	assert.Contains(t, e.Text(), "  no      yes     application  wrap /app/errors.js:3:9    left out: matches left_out[0]\n")
	assert.NotContains(t, e.Text(), "\nLeft out  ")

	e = leftOut("g", "errors.wrap", "place").Input("", "", "", wrapped)
	assert.Contains(t, e.Text(), "\nLeft out     nothing: no frame would count, so those that every error passes through do\n")
	assert.NotContains(t, e.Text(), "matches")

	e = explain.RuleSet{Name: "g", Rules: framerule.New(framerule.Settings{Exclude: []string{"/app/errors.js"}})}.Input("", "", "", wrapped)
	assert.Contains(t, e.Text(), "  no      no      in_app::exclude[0]  wrap /app/errors.js:3:9    not in app\n")

	e = leftOut("g").Input("", "", "", wrapped)
	assert.Equal(t, explain.Input("", "", "", wrapped), e, "a group without rules explains as nobody's rules do")
}

func TestRuleSet_AWrapperOfALibraryIsNamedAsOne(t *testing.T) {
	e := explain.Input("go", "", "", "goroutine 1 [running]:\ngo.uber.org/zap.(*Logger).Panic(0x1)\n\t/go/pkg/mod/go.uber.org/zap@v1.27.0/logger.go:1 +0x1\n"+
		"github.com/acme/lib.Run(0x1)\n\t/go/pkg/mod/github.com/acme/lib@v1.0.0/lib.go:2 +0x1\n")
	frames := e.Exceptions[0].Frames
	assert.Equal(t, "wrapper_or_logger", frames[1].Why())
	assert.True(t, frames[0].Counts())
	assert.Equal(t, "github.com/acme/lib.Run", e.Culprit)
}

func TestOccurrence_IsExplainedByTheRulesThatGroupedIt(t *testing.T) {
	rec := exception.Record{Source: exception.SourceSpanEvent, StackTrace: wrapped, Service: exception.Service{Language: "nodejs"}}
	sets := []explain.RuleSet{{Name: "a"}, leftOut("b", "errors.wrap"), leftOut("c", "place")}
	for i, want := range []string{"", "b", "c"} {
		d := grouping.DecideBy(sets[i].Rules, &rec)
		o := exception.Occurrence{Source: rec.Source, Service: rec.Service, Exceptions: d.Exceptions}
		e := explain.Occurrence(&o, issueID, d.Fingerprint, sets...)
		assert.Equal(t, want, e.RulesOf)
		assert.Empty(t, e.Kept.Differs)
	}
	d := grouping.Decide(&rec)
	o := exception.Occurrence{Source: rec.Source, Service: rec.Service, Exceptions: d.Exceptions}
	e := explain.Occurrence(&o, issueID, d.Fingerprint, sets[1:]...)
	assert.Equal(t, "b", e.RulesOf, "the first, when by none it has the fingerprint of the issue")
	assert.Equal(t, "the rules about frames (in_app and left_out of error_group) may have been others when the issue was opened", e.Kept.Differs[0])
}
