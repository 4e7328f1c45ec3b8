package grouping

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
)

// wrapped is an exception of Python that the application makes in a function of its own.
func wrapped(caller, message string) string {
	return fmt.Sprintf("Traceback (most recent call last):\n  File \"/app/shop.py\", line 12, in %s\n    call()\n"+
		"  File \"/app/errors.py\", line 3, in fail\n    raise AppError(text)\nAppError: %s\n", caller, message)
}

func TestDecideBy_RulesReachEachExceptionOfATree(t *testing.T) {
	late, gone := wrapped("fetch", "late"), wrapped("find", "gone")
	for _, tt := range []struct {
		name, text     string
		leftOut        []string
		culprit, title string
		passedCount    bool
		want           []string
	}{
		{
			name: "frames at the crash end of members are left out",
			text: pythonGroupOf("all", "both", late, gone), leftOut: []string{"errors.fail"},
			culprit: "all (app/group.py)", title: "ExceptionGroup: both (2 sub-exceptions)",
			want: []string{"member", "type AppError", "message gone", "frame shop.py:find", "source call()",
				"member", "type AppError", "message late", "frame shop.py:fetch", "source call()",
				"group of kinds 2", "type ExceptionGroup", "message both", "frame group.py:all"},
		},
		{
			name: "the caller of what is left out is the place of a group of one kind",
			text: pythonGroupOf("all", "both", late, late), leftOut: []string{"errors.fail"},
			culprit: "fetch (app/shop.py)", title: "AppError: late",
			want: []string{"type AppError", "message late", "frame shop.py:fetch", "source call()"},
		},
		{
			name: "members that differ in what is left out are of one kind",
			text: pythonGroupOf("all", "both", late, wrapped("find", "late")), leftOut: []string{"shop.py"},
			culprit: "fail (app/errors.py)", title: "AppError: late",
			want: []string{"type AppError", "message late", "frame errors.py:fail", "source raise AppError(text)"},
		},
		{
			name:    "a cause of a member is left out, and the member counts",
			text:    pythonGroupOf("all", "both", wrapped("fetch", "cause")+"\nThe above exception was the direct cause of the following exception:\n\n"+python("OSError", "disk", "write")),
			leftOut: []string{"errors.fail", "shop.fetch"}, culprit: "write (app/shop.py)", title: "OSError: disk",
			want: []string{"type AppError", "message cause", "type OSError", "message disk", "frame shop.py:write", "source call()"},
		},
		{
			name: "a group of one kind counts where all frames of that are left out",
			text: pythonGroupOf("all", "both", late, late), leftOut: []string{"app/errors.py", "app/shop.py"},
			culprit: "all (app/group.py)", title: "AppError: late",
			want: []string{"type AppError", "message late", "frame group.py:all"},
		},
		{
			name: "left-out frames count where nothing else of the tree would",
			text: pythonGroupOf("all", "both", late, gone), leftOut: []string{"app"},
			culprit: "all (app/group.py)", title: "ExceptionGroup: both (2 sub-exceptions)", passedCount: true,
			want: []string{"member", "type AppError", "message gone", "frame shop.py:find", "frame errors.py:fail", "source raise AppError(text)",
				"member", "type AppError", "message late", "frame shop.py:fetch", "frame errors.py:fail", "source raise AppError(text)",
				"group of kinds 2", "type ExceptionGroup", "message both", "frame group.py:all"},
		},
		{
			name: "left-out frames of a group of one kind count as without a group",
			text: pythonGroupOf("all", "both", late, late), leftOut: []string{"app"},
			culprit: "fail (app/errors.py)", title: "AppError: late", passedCount: true,
			want: []string{"type AppError", "message late", "frame shop.py:fetch", "frame errors.py:fail", "source raise AppError(text)"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			settings := framerule.Settings{LeftOut: tt.leftOut}
			require.NoError(t, settings.Validate())
			rules := framerule.New(settings)
			rec := &exception.Record{Source: exception.SourceSpanEvent, StackTrace: tt.text}
			d := DecideBy(rules, rec)
			assert.Equal(t, ReasonInAppFrames, d.Reason, d.Reason.String())
			assert.Equal(t, tt.want, d.Parts)
			assert.Equal(t, tt.culprit, d.Culprit)
			assert.Equal(t, tt.title, d.Title)
			explained, a := ExplainBy(rules, rec)
			assert.Equal(t, d, explained)
			assert.Equal(t, tt.passedCount, a.PassedCount)
		})
	}
}

func TestExplainBy_SaysWhichFramesOfATreeAreLeftOut(t *testing.T) {
	rec := &exception.Record{Source: exception.SourceSpanEvent,
		StackTrace: pythonGroupOf("all", "both", wrapped("fetch", "late"), wrapped("find", "gone"), wrapped("fetch", "late"))}
	_, a := ExplainBy(framerule.New(framerule.Settings{LeftOut: []string{"errors.fail"}}), rec)
	var got []string
	for i, frames := range a.Frames {
		for _, f := range frames {
			got = append(got, fmt.Sprintf("%s %s %s %s", a.Roles[i], f.Identity, f.Verdict, f.LeftOutRule))
		}
	}
	assert.Equal(t, []string{
		"like_another_member shop.py:fetch its_exception_does_not_count ",
		"like_another_member errors.py:fail its_exception_does_not_count left_out[0]",
		"counts shop.py:find counted ",
		"counts errors.py:fail passed_through left_out[0]",
		"counts shop.py:fetch counted ",
		"counts errors.py:fail passed_through left_out[0]",
		"group group.py:all counted ",
	}, got)
}

func TestDecideBy_LibrariesAtTheCrashEndOfACauseAreLeftOut(t *testing.T) {
	java := func(check string) Decision {
		return ofText("java", "java.util.concurrent.ExecutionException: java.lang.IllegalArgumentException: no stock\n"+
			"\tat java.util.concurrent.FutureTask.report(FutureTask.java:122)\n\tat org.shop.Main.main(Main.java:9)\n"+
			"Caused by: java.lang.IllegalArgumentException: no stock\n\tat "+check+"(Check.java:3)\n\tat org.shop.Orders.place(Orders.java:12)\n")
	}
	a, b := java("com.google.common.base.Preconditions.checkArgument"), java("org.springframework.util.Assert.isTrue")
	assert.Equal(t, []string{"type java.lang.IllegalArgumentException", "message no stock", "frame org.shop.Orders.place"}, a.Parts)
	assert.Equal(t, a.Fingerprint, b.Fingerprint)
	assert.Equal(t, "org.shop.Orders.place", a.Culprit)
}

// What is found alike without frames of the application says nothing once all frames count.
func TestDecide_MembersAreComparedAnewWhenAllFramesCount(t *testing.T) {
	library := func(function string) string {
		return "Traceback (most recent call last):\n  File \"/usr/lib/python3.11/site-packages/pool/run.py\", line 7, in " + function + "\n    call()\nOSError: gone\n"
	}
	rec := &exception.Record{Source: exception.SourceSpanEvent, StackTrace: pythonGroupOf("all", "both", library("read"), library("write"))}
	rules := framerule.New(framerule.Settings{Exclude: []string{"app"}})
	d := DecideBy(rules, rec)
	assert.Equal(t, ReasonAllFrames, d.Reason)
	assert.Contains(t, d.Parts, "group of kinds 2")
	assert.Equal(t, "ExceptionGroup: both (2 sub-exceptions)", d.Title)
}

func TestDecideBy_RulesReachMoreMembersThanAreKept(t *testing.T) {
	rules := framerule.New(framerule.Settings{LeftOut: []string{"shop.f*"}})
	rec := func(members ...string) *exception.Record {
		return &exception.Record{Source: exception.SourceSpanEvent, StackTrace: pythonGroupOf("all", "both", members...)}
	}
	var many []string
	for i := range 40 {
		many = append(many, wrapped(fmt.Sprintf("f%c", 'a'+i%20), "late"))
	}
	assert.Equal(t, DecideBy(rules, rec(many[0])).Fingerprint, DecideBy(rules, rec(many...)).Fingerprint)
	assert.NotEqual(t, Decide(rec(many[0])).Fingerprint, Decide(rec(many...)).Fingerprint)
}
