//go:build scenario

package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
	documents "github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// life is a Collector with a webhook, a shop that sends to it, and the command line.
type life struct {
	t       *testing.T
	c       *collectortest.Collector
	webhook *collectortest.Sink
	sender  *collectortest.Sender
	random  *rand.Rand
}

func newLife(t *testing.T) *life {
	webhook := collectortest.NewSink(t)
	c := collectortest.Start(t, collectortest.Settings{Env: []string{"TIDEMARK_WEBHOOK_URL=" + webhook.URL, "TIDEMARK_WEBHOOK_SECRET=s3cret"}})
	return &life{t, c, webhook, collectortest.NewSender(t, c.GRPC), rand.New(rand.NewPCG(1, 1))}
}

// fails sends one error of a kind in a release. An issue that it opens is durable then.
func (l *life) fails(release string, kind int) {
	l.t.Helper()
	td, spans := collectortest.NewTraces("shop", release)
	collectortest.AddErrorSpan(spans, collectortest.NewKind(kind), l.random, time.Now())
	require.NoError(l.t, l.sender.Traces(l.t.Context(), td))
}

// works sends healthy spans of a release.
func (l *life) works(release string) {
	l.t.Helper()
	td, spans := collectortest.NewTraces("shop", release)
	for range 3 {
		collectortest.AddSpan(spans, "POST /orders", l.random, time.Now())
	}
	require.NoError(l.t, l.sender.Traces(l.t.Context(), td))
}

// tidemark runs the command line and returns what it wrote and its exit code.
func (l *life) tidemark(args ...string) (out, errs string, code int) {
	l.t.Helper()
	path := filepath.Join(filepath.Dir(collectortest.Binary(l.t)), "tidemark")
	command := exec.CommandContext(l.t.Context(), path, args...)
	command.Env = append(os.Environ(), "TIDEMARK_ADDRESS="+l.c.API, "TIDEMARK_DATA_DIR="+l.c.Data, "USER=kim")
	var o, e bytes.Buffer
	command.Stdout, command.Stderr = &o, &e
	err := command.Run()
	if command.ProcessState == nil {
		require.NoError(l.t, err)
	}
	return o.String(), e.String(), command.ProcessState.ExitCode()
}

// must is tidemark for what has to succeed.
func (l *life) must(args ...string) string {
	l.t.Helper()
	out, errs, code := l.tidemark(args...)
	require.Zero(l.t, code, "%s: %s", args, errs)
	return out
}

func (l *life) show(id string) (d wire.IssueDetail) {
	l.t.Helper()
	require.NoError(l.t, json.Unmarshal([]byte(l.must("issues", "show", "--json", id)), &d))
	return d
}

// observed waits until an issue has so many occurrences: those of an issue that is open count a moment later.
func (l *life) observed(id string, n int64) wire.IssueDetail {
	l.t.Helper()
	collectortest.Eventually(l.t, 10*time.Second, fmt.Sprintf("%d occurrences", n), func() error {
		if got := l.show(id).Observed; got != n {
			return fmt.Errorf("%d", got)
		}
		return nil
	})
	return l.show(id)
}

// arrived waits until a release is the newest.
func (l *life) arrived(release string) {
	l.t.Helper()
	collectortest.Eventually(l.t, 10*time.Second, release+" is the newest", func() error {
		var list wire.ReleaseList
		if err := json.Unmarshal([]byte(l.must("releases", "--service", "shop", "--json")), &list); err != nil {
			return err
		}
		if len(list.Places) != 1 || list.Places[0].Newest != release {
			return fmt.Errorf("%+v", list.Places)
		}
		return nil
	})
}

// told waits for the n-th change at the webhook and returns it.
func (l *life) told(n int) documents.Document {
	l.t.Helper()
	collectortest.Eventually(l.t, 10*time.Second, fmt.Sprintf("%d changes at the webhook", n), func() error {
		if got := len(l.webhook.Deliveries()); got < n {
			return fmt.Errorf("%d", got)
		}
		return nil
	})
	return l.webhook.Deliveries()[n-1].Document
}

// An issue that was resolved in the next release stays resolved while the old one sends, and is regressed with
// a proof when the new one does.
func TestAnIssueComesBackWithAProofOrNotAtAll(t *testing.T) {
	l := newLife(t)
	l.works("1.0.0")
	l.fails("1.0.0", 0)
	issues, err := l.c.Issues("shop")
	require.NoError(t, err)
	require.Len(t, issues, 1)
	id := issues[0].ID
	require.Equal(t, "opened", l.told(1).Change.Kind)

	out := l.must("issues", "resolve", id, "--in-next-release", "--comment", "the card is checked")
	require.Contains(t, out, id+" is resolved: ")
	require.Contains(t, out, "The fix: in what comes after 1.0.0, the newest release then.")
	resolved := l.told(2)
	require.Equal(t, "resolved", resolved.Change.Kind)
	require.Equal(t, "the card is checked", resolved.Change.Comment)
	require.Equal(t, "next_release", resolved.Issue.Resolution.Scope)

	l.fails("1.0.0", 0)
	d := l.observed(id, 2)
	require.Equal(t, "resolved", d.State, "an old release is counted and proves nothing")

	l.works("1.1.0")
	l.arrived("1.1.0")
	l.fails("1.1.0", 0)
	regressed := l.told(3)
	require.Equal(t, "regressed", regressed.Change.Kind)
	require.Equal(t, "holds_fix", regressed.Change.Proof.Verdict)
	require.Equal(t, "1.1.0", regressed.Change.Proof.Release)
	words := regressed.Change.Proof.Words
	require.Contains(t, words, "seen in 1.1.0")
	require.Contains(t, words, "1.0.0, the newest when the issue was resolved")
	shown := l.must("issues", "show", id)
	require.Contains(t, shown, words)
	require.Regexp(t, `(?m)^First bad +1\.1\.0$`, shown)
	require.Regexp(t, `(?m)^1\.0\.0 +2 `, shown)
	require.Regexp(t, `(?m)^1\.1\.0 +1 `, shown)

	releases := l.must("releases", "--service", "shop", "--environment", "production")
	require.Regexp(t, `(?m)^1\.1\.0 +newest .* 0 +1 +0$`, releases)
	require.Regexp(t, `(?m)^1\.0\.0 +older .* 1 +0 +0$`, releases)

	history := strings.Split(strings.TrimSpace(l.must("issues", "history", id)), "\n")
	require.Len(t, history, 4)
	require.Contains(t, history[1], words)
	require.Contains(t, history[2], "kim")
	require.Contains(t, history[2], "the card is checked")
}

// A mute ends when what it waits for has come, an undo brings back what was, and is refused when more has happened.
func TestAMuteEndsAndAnUndoBringsBackWhatWas(t *testing.T) {
	l := newLife(t)
	l.fails("1.0.0", 0)
	issues, err := l.c.Issues("shop")
	require.NoError(t, err)
	id := issues[0].ID
	l.told(1)

	out := l.must("issues", "mute", id, "--count", "1", "--comment", "known")
	require.Contains(t, out, "Until: 1 more occurrence, at the latest ")
	muted := l.told(2)
	require.Equal(t, []string{"muted", "known"}, []string{muted.Change.Kind, muted.Change.Comment})
	require.EqualValues(t, 1, muted.Issue.Mute.Count)
	l.fails("1.0.0", 0)
	unmuted := l.told(3)
	require.Equal(t, []string{"unmuted", "mute_count"}, []string{unmuted.Change.Kind, unmuted.Change.Reason})
	require.EqualValues(t, 1, unmuted.Change.Meanwhile)
	require.Equal(t, "ongoing", l.show(id).State)
	_, errs, code := l.tidemark("issues", "undo", id)
	require.Equal(t, 5, code, "the mute has ended by itself")
	require.Contains(t, errs, "since then it became ongoing by itself (mute_count)")

	l.must("issues", "assign", id, "ada")
	l.must("issues", "mute", id, "--for", "1h")
	require.Equal(t, "muted", l.show(id).State)
	l.must("issues", "undo", id)
	d := l.show(id)
	require.Equal(t, []string{"ongoing", "ada"}, []string{d.State, d.Assignee})
	require.Nil(t, d.Mute)
	_, errs, code = l.tidemark("issues", "undo", id)
	require.Equal(t, 5, code)
	require.Contains(t, errs, "kim has undone the last step already")
	_, errs, code = l.tidemark("issues", "mute", id)
	require.Equal(t, 2, code)
	require.Contains(t, errs, "a mute needs an end")
}

// What is merged is one issue, also for what comes later, until it is unmerged.
func TestMergedIssuesAreOne(t *testing.T) {
	l := newLife(t)
	l.fails("1.0.0", 0)
	l.fails("1.0.0", 1)
	issues, err := l.c.Issues("shop")
	require.NoError(t, err)
	require.Len(t, issues, 2)
	whole, part := issues[0].ID, issues[1].ID
	l.must("issues", "merge", part, whole, "--comment", "one cause")
	require.EqualValues(t, 2, l.show(whole).Observed)
	issues, err = l.c.Issues("shop")
	require.NoError(t, err)
	require.Len(t, issues, 1)
	require.Equal(t, whole, issues[0].ID)

	l.fails("1.0.0", 0)
	l.fails("1.0.0", 1)
	d := l.observed(whole, 4)
	require.Len(t, d.Merged, 1)
	require.Equal(t, part, d.Merged[0].ID)
	require.Equal(t, whole, l.show(part).ID, "its id leads to the whole")
	_, errs, code := l.tidemark("issues", "merge", part, whole)
	require.Equal(t, 5, code)
	require.Contains(t, errs, "it is the same issue")

	l.must("issues", "unmerge", part)
	require.EqualValues(t, 1, l.show(part).Observed)
	require.EqualValues(t, 3, l.show(whole).Observed, "what came since stays")
}
