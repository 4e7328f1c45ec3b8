package grouping

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// The members that the tests put into groups: two that differ in a number, one raised at another place, one
// with another message, one with a cause.
const (
	memberLate    = "late"
	memberLate2   = "late 2"
	memberGone    = "gone"
	memberOther   = "other"
	memberMessage = "message"
	memberCaused  = "caused"
)

func python(typ, message, function string) string {
	return fmt.Sprintf("Traceback (most recent call last):\n  File \"/app/shop.py\", line 12, in %s\n    call()\n%s: %s\n", function, typ, message)
}

var pythonMembers = map[string]string{
	memberLate:    python("TimeoutError", "after 12 s", "fetch"),
	memberLate2:   python("TimeoutError", "after 17 s", "fetch"),
	memberGone:    python("KeyError", "gone", "find"),
	memberOther:   python("TimeoutError", "after 12 s", "store"),
	memberMessage: python("TimeoutError", "refused", "fetch"),
	memberCaused:  python("OSError", "disk", "write") + "\nThe above exception was the direct cause of the following exception:\n\n" + python("TimeoutError", "after 12 s", "fetch"),
}

// pythonGroup returns the text of a group with these members, raised in a function.
func pythonGroup(function, message string, members ...string) string {
	texts := make([]string, len(members))
	for i, m := range members {
		texts[i] = pythonMembers[m]
	}
	return pythonGroupOf(function, message, texts...)
}

// pythonGroupOf is pythonGroup for the texts of members.
func pythonGroupOf(function, message string, members ...string) string {
	var b strings.Builder
	plural := "s"
	if len(members) == 1 {
		plural = ""
	}
	fmt.Fprintf(&b, "  + Exception Group Traceback (most recent call last):\n  |   File \"/app/group.py\", line 3, in %s\n  | ExceptionGroup: %s (%d sub-exception%s)\n  +-+---------------- 1 ----------------\n", function, message, len(members), plural)
	for i, m := range members {
		if i > 0 {
			fmt.Fprintf(&b, "    +---------------- %d ----------------\n", i+1)
		}
		for line := range strings.Lines(m) {
			b.WriteString("    | " + line)
		}
	}
	b.WriteString("    +------------------------------------\n")
	return b.String()
}

func ofText(language, text string) Decision {
	return Decide(&exception.Record{Source: exception.SourceSpanEvent, Service: exception.Service{Language: language}, StackTrace: text})
}

func TestDecide_GroupsAreSetsOfKinds(t *testing.T) {
	base := pythonGroup("all", "both", memberLate, memberGone)
	for _, tt := range []struct {
		name, text string
		same       bool
	}{
		{"members in another order are one issue", pythonGroup("all", "both", memberGone, memberLate), true},
		{"members that come more often are one issue", pythonGroup("all", "both", memberLate, memberGone, memberLate2, memberLate), true},
		{"another kind of member is another issue", pythonGroup("all", "both", memberLate, memberGone, memberMessage), false},
		{"a missing kind is another issue", pythonGroup("all", "both", memberLate), false},
		{"a member raised at another place is another issue", pythonGroup("all", "both", memberOther, memberGone), false},
		{"a member with a cause is another issue", pythonGroup("all", "both", memberCaused, memberGone), false},
		{"a group raised at another place is another issue", pythonGroup("some", "both", memberLate, memberGone), false},
		{"a group with another message is another issue", pythonGroup("all", "none", memberLate, memberGone), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.same, ofText("python", base).Fingerprint == ofText("python", tt.text).Fingerprint)
		})
	}
	plain := ofText("python", pythonMembers[memberLate])
	for name, text := range map[string]string{
		"a group of one":                  pythonGroup("all", "both", memberLate),
		"a group of many alike":           pythonGroup("some", "these", strings.Split(strings.Repeat(memberLate+" ", 49)+memberLate2, " ")...),
		"a group of a group of one alike": strings.ReplaceAll(pythonGroup("all", "both", memberLate), "/app/group.py", "/app/around.py"),
	} {
		got := ofText("python", text)
		assert.Equal(t, plain.Fingerprint, got.Fingerprint, "%s is its member", name)
		assert.Equal(t, plain.Path, got.Path, name)
		assert.Equal(t, plain.Title, got.Title, name)
		assert.Equal(t, plain.Culprit, got.Culprit, name)
	}
	assert.Equal(t, ofText("python", base).Path, ofText("python", pythonGroup("all", "none", memberMessage, memberGone, memberLate)).Path,
		"members that differ in their messages alone are of one path")
}

func TestDecide_AGroupThatIsNotCompleteCountsWhatIsThereTwice(t *testing.T) {
	more := func(text string, n int) string {
		return strings.Replace(text, "    +------------------------------------\n",
			fmt.Sprintf("    +---------------- ... ----------------\n    | and %d more exceptions\n    +------------------------------------\n", n), 1)
	}
	a := more(pythonGroup("all", "both", memberLate, memberGone, memberLate, memberGone, memberOther), 35)
	b := more(pythonGroup("all", "both", memberGone, memberLate2, memberGone, memberLate, memberLate), 7)
	assert.Equal(t, ofText("python", a).Fingerprint, ofText("python", b).Fingerprint)
	assert.Equal(t, 35, ofText("python", a).Exceptions[5].Omitted)
	none := more(pythonGroup("all", "both", memberLate, memberGone), 9)
	other := more(pythonGroup("all", "both", memberOther, memberMessage), 12)
	assert.Equal(t, ofText("python", none).Fingerprint, ofText("python", other).Fingerprint, "nothing is there twice: the group decides")
}

// TestDecide_OrderAndRepetitionOfMembersNeverCount: the property, over random groups of each runtime that prints them.
func TestDecide_OrderAndRepetitionOfMembersNeverCount(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 7))
	node := func(kinds []int) string {
		text := "AggregateError: all failed\n    at all (/app/all.js:3:9) {\n  [errors]: [\n"
		for _, k := range kinds {
			text += fmt.Sprintf("    Error: failed %s\n        at f%d (/app/shop.js:%d:1) {\n      [cause]: TypeError: root\n          at g (/app/shop.js:9:%d)\n    },\n",
				[]string{"here", "there"}[k%2], k/2, k, k)
		}
		return text + "  ]\n}\n"
	}
	dotnet := func(kinds []int) string {
		text, messages := "", ""
		for i, k := range kinds {
			member := fmt.Sprintf("System.Exception: failed %s\n   at Acme.Shop.F%d()", []string{"here", "there"}[k%2], k/2)
			messages += fmt.Sprintf(" (failed %s)", []string{"here", "there"}[k%2])
			if i == 0 {
				text = " ---> " + member + "\n   --- End of inner exception stack trace ---\n   at Acme.All.Run()\n"
			} else {
				text += fmt.Sprintf(" ---> (Inner Exception #%d) %s<---\n\n", i, member)
			}
		}
		return "System.AggregateException: One or more errors occurred." + messages + "\n" + text
	}
	py := func(kinds []int) string {
		members := make([]string, len(kinds))
		for i, k := range kinds {
			members[i] = []string{memberLate, memberGone, memberOther, memberMessage, memberCaused}[k]
		}
		return pythonGroup("all", "failed", members...)
	}
	golang := func(kinds []int) string {
		lines := make([]string, len(kinds))
		for i, k := range kinds {
			lines[i] = []string{"no stock", "late", "gone", "refused", "closed"}[k]
		}
		return strings.Join(lines, "\n")
	}
	for _, tt := range []struct {
		name string
		rec  func(kinds []int) *exception.Record
	}{
		{"python", func(k []int) *exception.Record { return &exception.Record{StackTrace: py(k)} }},
		{"nodejs", func(k []int) *exception.Record { return &exception.Record{StackTrace: node(k)} }},
		{"dotnet", func(k []int) *exception.Record { return &exception.Record{StackTrace: dotnet(k)} }},
		{"go without a stack", func(k []int) *exception.Record {
			return &exception.Record{Type: "*errors.joinError", Message: golang(k)}
		}},
		{"go", func(k []int) *exception.Record {
			return &exception.Record{Type: "*errors.joinError", Message: golang(k), StackTrace: "goroutine 1 [running]:\nmain.all()\n\t/src/all.go:9 +0x4f\n"}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			seen := map[string]string{}
			for range 200 {
				kinds := rng.Perm(5)[:1+rng.IntN(5)]
				want := Decide(tt.rec(kinds))
				set := [5]bool{}
				for _, k := range kinds {
					set[k] = true
				}
				name := fmt.Sprint(set)
				if other, ok := seen[want.Fingerprint]; ok {
					require.Equal(t, name, other, "two sets of members with one fingerprint")
				}
				seen[want.Fingerprint] = name
				for range rng.IntN(20) {
					kinds = append(kinds, kinds[rng.IntN(len(kinds))])
				}
				rng.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
				got := Decide(tt.rec(kinds))
				require.Equal(t, want.Fingerprint, got.Fingerprint, "%v\n%q\n%q", kinds, want.Parts, got.Parts)
				require.Equal(t, want.Path, got.Path)
				require.LessOrEqual(t, len(got.Exceptions), stacktrace.MaxExceptions)
			}
		})
	}
}

func TestDecide_TenThousandMembersAndCausesAreBounded(t *testing.T) {
	few := pythonGroup("all", "both", memberLate, memberGone, memberLate, memberGone)
	members := make([]string, 10000)
	for i := range members {
		members[i] = []string{memberLate, memberLate2, memberGone}[i%3]
	}
	d := ofText("python", pythonGroup("all", "both", members...))
	assert.Equal(t, ofText("python", few).Fingerprint, d.Fingerprint)
	assert.LessOrEqual(t, len(d.Exceptions), stacktrace.MaxExceptions)

	var chain strings.Builder
	for i := range 10000 {
		fmt.Fprintf(&chain, "%s\nThe above exception was the direct cause of the following exception:\n\n", python("E", fmt.Sprint(i), "f"))
	}
	d = ofText("python", chain.String()+python("Last", "one", "f"))
	require.Len(t, d.Exceptions, stacktrace.MaxExceptions)
	assert.Equal(t, "Last", d.Exceptions[stacktrace.MaxExceptions-1].Type)
	assert.Positive(t, d.Exceptions[stacktrace.MaxExceptions/2-1].Omitted)
}

func TestKeep_WhatIsAlikeGoesFirst(t *testing.T) {
	members := strings.Split(strings.Repeat(memberLate+" ", 30)+memberGone, " ")
	d := ofText("python", pythonGroup("all", "both", members...))
	require.Len(t, d.Exceptions, stacktrace.MaxExceptions)
	assert.Equal(t, "KeyError", d.Exceptions[0].Type, "the only one of its kind stays")
	assert.Equal(t, 31-(stacktrace.MaxExceptions-1), d.Exceptions[stacktrace.MaxExceptions-2].Alike)
	trace := stacktrace.Trace{}
	for _, name := range stacktrace.Runtimes("python") {
		if restored, ok := stacktrace.Restore(name, d.Exceptions); ok && name == "python" {
			trace = restored
		}
	}
	kept, _ := ExplainTrace(&exception.Record{Source: exception.SourceSpanEvent}, trace)
	assert.Equal(t, d.Fingerprint, kept.Fingerprint, "what is kept has the fingerprint of all")
}
