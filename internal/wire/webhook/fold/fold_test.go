package fold

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func change(issue string, version int) *event.Document {
	return &event.Document{
		Change: event.Change{ID: fmt.Sprintf("%s-%d", issue, version), Kind: "opened", Version: int64(version), At: start},
		Issue:  event.Issue{ID: issue, Title: "Error " + issue, Service: "checkout", Count: int64(version)},
	}
}

// told is one message that a destination got.
type told struct {
	at     time.Duration // after start
	kind   string        // alone, fold, edit
	issues int           // of a fold
}

// destination plays changes through a Folder as an exporter does, and keeps what was told.
type destination struct {
	Folder
	told []told
}

func (d *destination) change(at time.Duration, doc *event.Document) {
	d.until(at)
	now := start.Add(at)
	if d.Alone(doc.Issue.ID, now) {
		d.Sent(now)
		d.told = append(d.told, told{at, "alone", 0})
		return
	}
	d.Add(doc, now)
	d.until(at)
}

// until sends folds that are due up to then.
func (d *destination) until(at time.Duration) {
	last := start
	if n := len(d.told); n > 0 {
		last = start.Add(d.told[n-1].at)
	}
	for {
		due, ok := d.Due(last)
		if !ok || due.After(start.Add(at)) {
			return
		}
		fold, edit := d.Message(due)
		kind := "fold"
		if edit != "" {
			kind = "edit"
		}
		d.told = append(d.told, told{due.Sub(start), kind, len(fold.Lines)})
		d.Folder.Told("id", edit != "", due)
		last = due
	}
}

// assertWithinLimits looks at every Period that ends with a message.
func (d *destination) assertWithinLimits(t *testing.T) {
	t.Helper()
	var last time.Duration = -Every
	for i, m := range d.told {
		if m.kind != "alone" {
			assert.GreaterOrEqual(t, m.at-last, Every, "two folds at %s", m.at)
			last = m.at
		}
		n := 0
		for _, before := range d.told[:i+1] {
			if before.kind != "edit" && m.at-before.at < Period {
				n++
			}
		}
		assert.LessOrEqual(t, n, Limit, "messages up to %s", m.at)
	}
}

func TestFolder_ABurstWhereMessagesCanBeEdited(t *testing.T) {
	d := destination{Folder: Folder{Edits: true}}
	for n := range 50 {
		d.change(time.Duration(n)*time.Second, change(fmt.Sprint(n), 1))
	}
	d.until(time.Hour)
	var want []told
	for n := range Limit - 1 {
		want = append(want, told{time.Duration(n) * time.Second, "alone", 0})
	}
	want = append(want, told{19 * time.Second, "fold", 1}, told{79 * time.Second, "edit", 31})
	assert.Equal(t, want, d.told)
	d.assertWithinLimits(t)
}

func TestFolder_ABurstWhereTheyCannot(t *testing.T) {
	d := destination{}
	for n := range 50 {
		d.change(time.Duration(n)*2*time.Second, change(fmt.Sprint(n), 1))
	}
	d.until(time.Hour)
	var want []told
	for n := range Limit / 2 {
		want = append(want, told{time.Duration(n) * 2 * time.Second, "alone", 0})
	}
	// The first is folded at 20 s, so that at 80 s 31 wait, that of 80 s among those after it.
	want = append(want, told{80 * time.Second, "fold", 30}, told{140 * time.Second, "fold", 10})
	assert.Equal(t, want, d.told)
	d.assertWithinLimits(t)
}

func TestFolder_NeverOverTheLimitInHoursOfErrors(t *testing.T) {
	for name, edits := range map[string]bool{"edits": true, "no edits": false} {
		for _, every := range []time.Duration{time.Second, 7 * time.Second, 29 * time.Second, 31 * time.Second, 61 * time.Second} {
			t.Run(fmt.Sprint(name, every), func(t *testing.T) {
				d := destination{Folder: Folder{Edits: edits}}
				for n := range 700 {
					d.change(time.Duration(n)*every, change(fmt.Sprint(n), 1))
				}
				d.assertWithinLimits(t)
				d.until(700*every + time.Hour)
				d.assertWithinLimits(t)
				assert.Zero(t, d.State.Waiting, "everything is told in the end")
				assert.LessOrEqual(t, len(d.State.Lines), MaxLines)
				assert.LessOrEqual(t, len(d.State.Alone)+len(d.State.Folds), 2*Limit)
			})
		}
	}
}

func TestFolder_AtExactTimes(t *testing.T) {
	f := Folder{Edits: true}
	for range Limit - 1 {
		require.True(t, f.Alone("x", start))
		f.Sent(start)
	}
	assert.False(t, f.Alone("x", start), "the twentieth is the fold's")
	assert.False(t, f.Alone("x", start.Add(Period-1)))
	assert.True(t, f.Alone("x", start.Add(Period)))

	f = Folder{}
	for range Limit / 2 {
		require.True(t, f.Alone("x", start))
		f.Sent(start)
	}
	assert.False(t, f.Alone("x", start.Add(Period-1)), "the other half is for folds")
	require.True(t, f.Add(change("y", 1), start.Add(time.Second)))
	due, ok := f.Due(start.Add(time.Second))
	require.True(t, ok)
	assert.Equal(t, start.Add(time.Second+Every), due)
	assert.False(t, f.Alone("y", start.Add(Period)), "its change before waits")
	assert.True(t, f.Alone("z", start.Add(Period)))
}

func TestFolder_TheSameChangeTwiceCountsOnce(t *testing.T) {
	f := Folder{Edits: true}
	require.True(t, f.Add(change("a", 1), start))
	require.True(t, f.Add(change("b", 1), start))
	assert.False(t, f.Add(change("a", 1), start), "a receiver sends again what it was not sure of")
	assert.False(t, f.Add(change("b", 1), start))
	assert.True(t, f.Add(change("a", 2), start))
	fold, _ := f.Message(start)
	assert.Equal(t, 2, fold.Lines[0].Changes)
	assert.EqualValues(t, 2, fold.Lines[0].Count)
	assert.Equal(t, "3 more changes of 2 issues since 12:00 UTC", fold.Title())
	assert.False(t, f.Add(change("a", 1), start), "all of a moment is sent again, in its order")
	assert.False(t, f.Add(change("b", 1), start))
	assert.False(t, f.Add(change("a", 2), start))
	anew := change("a", 1)
	anew.Change.At = start.Add(time.Hour)
	assert.True(t, f.Add(anew, start), "a tracker that lost its data counts from one")
}

func TestMemory_ToldChangesAreKnown(t *testing.T) {
	m := Memory{}
	assert.False(t, m.Told(change("a", 1)))
	m.Remember(Sent{Issue: "a", ID: "m", Version: 2, At: start})
	assert.True(t, m.Told(change("a", 1)), "all of a moment is sent again, in its order")
	assert.True(t, m.Told(change("a", 2)))
	assert.False(t, m.Told(change("a", 3)))
	assert.False(t, m.Told(change("b", 1)))
	anew := change("a", 1)
	anew.Change.At = start.Add(time.Hour)
	assert.False(t, m.Told(anew), "a tracker that lost its data counts from one")
}

func TestFolder_IssuesOverTheLimitAreCountedAndHoldTheirOrder(t *testing.T) {
	f := Folder{}
	for n := range MaxLines + 7 {
		require.True(t, f.Add(change(fmt.Sprint(n), 1), start))
	}
	fold, _ := f.Message(start)
	assert.Len(t, fold.Lines, MaxLines)
	assert.Equal(t, 7, fold.Others)
	assert.False(t, f.Alone("new", start), "it may be one of the others")
	f.Told("", false, start)
	assert.True(t, f.Alone("new", start))
}

func TestFolder_AFoldThatWasDeletedIsSentAnewWithWhatWaits(t *testing.T) {
	f := Folder{Edits: true}
	f.Add(change("a", 1), start)
	f.Told("id", false, start)
	f.Add(change("b", 1), start.Add(Every))
	fold, edit := f.Message(start.Add(Every))
	assert.Equal(t, "id", edit)
	assert.Len(t, fold.Lines, 2)
	f.Lost()
	fold, edit = f.Message(start.Add(Every))
	assert.Empty(t, edit)
	require.Len(t, fold.Lines, 1)
	assert.Equal(t, "Error b", fold.Lines[0].Title)
}

func TestFolder_Drop(t *testing.T) {
	f := Folder{}
	f.Add(change("a", 1), start)
	f.Add(change("a", 2), start)
	assert.Equal(t, 2, f.Drop())
	_, waits := f.Due(start)
	assert.False(t, waits)
	assert.True(t, f.Alone("a", start))
}

func TestState_SurvivesARestart(t *testing.T) {
	before := Folder{Edits: true, State: State{Destination: "d"}}
	before.Sent(start)
	before.Add(change("a", 1), start)
	before.Told("id", false, start)
	before.Add(change("a", 2), start)
	data, err := before.State.Encode()
	require.NoError(t, err)
	state, err := DecodeState(data, "d")
	require.NoError(t, err)
	assert.Equal(t, before.State, state)

	other, err := DecodeState(data, "another")
	require.NoError(t, err)
	assert.Empty(t, other.Message, "an id of another destination")
	assert.Empty(t, other.Alone)
	assert.Equal(t, 1, other.Waiting, "what waits is told to the new one")
	assert.Equal(t, 1, other.Lines[0].Changes)

	fresh, err := DecodeState(nil, "d")
	require.NoError(t, err)
	assert.Equal(t, State{Destination: "d"}, fresh)
	_, err = DecodeState([]byte("{"), "d")
	require.Error(t, err)
}

func TestMemory_ForgetsTheLongestUnused(t *testing.T) {
	m := Memory{Destination: "d"}
	for n := range MaxRemembered {
		m.Remember(Sent{Issue: fmt.Sprint(n), ID: "m"})
	}
	m.Remember(Sent{Issue: "0", ID: "again"})
	m.Remember(Sent{Issue: "new", ID: "m"})
	data, err := m.Encode()
	require.NoError(t, err)
	m, err = DecodeMemory(data, "d")
	require.NoError(t, err)
	for issue, want := range map[string]bool{"0": true, "1": false, "2": true, "new": true} {
		_, ok := m.Sent(issue)
		assert.Equal(t, want, ok, issue)
	}
	m.Forget("0")
	_, ok := m.Sent("0")
	assert.False(t, ok)

	other, err := DecodeMemory(data, "another")
	require.NoError(t, err)
	_, ok = other.Sent("2")
	assert.False(t, ok)
}
