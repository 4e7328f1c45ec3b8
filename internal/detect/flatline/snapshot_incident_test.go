package flatline

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/record"
)

// hostGap is the gap of as many senders and children as are kept, with names as long as they may be.
func hostGap(now time.Time) *told {
	name := func(n int) string { return fmt.Sprint(n) + strings.Repeat("x", 250) }
	t := &told{Incident: Incident{Name: "gap", Kind: KindGap, Environment: "prod", Onset: now}, at: now.UnixNano()}
	for n := range childrenMax {
		t.Gone = append(t.Gone, GoneSender{Sender{Namespace: name(0), Service: name(0), Version: name(0), Instance: name(n), Host: name(0)}, now})
		t.Children = append(t.Children, name(n))
	}
	t.finding = Finding{Incident: "gap", Kind: KindGap, Children: t.Children, Words: []string{"nothing was received"}, At: now}
	return t
}

func incidentsOf(d *Detector) map[string][]byte {
	all := map[string][]byte{}
	for key, data := range d.Snapshot() {
		if name, ok := strings.CutPrefix(key, keyIncident); ok {
			all[name] = data
		}
	}
	return all
}

func TestSnapshot_AnIncidentOfManyLongNamesIsSavedWithoutTheLastOfThem(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	d, err := New(Settings{})
	require.NoError(t, err)
	long := hostGap(now)
	d.incidents = append(d.incidents, long)
	saved := incidentsOf(d)["gap"]
	require.NotEmpty(t, saved)
	require.LessOrEqual(t, len(saved), record.MaxBytes)
	require.Len(t, long.Gone, childrenMax, "nothing is cut of what goes on")
	require.Len(t, long.finding.Children, childrenMax)

	next, err := New(Settings{})
	require.NoError(t, err)
	require.NoError(t, next.Restore(keyIncident+"gap", saved, now))
	back := next.open("gap")
	require.NotNil(t, back)
	require.Greater(t, len(back.Gone), childrenMax/10)
	require.Equal(t, long.Gone[:len(back.Gone)], back.Gone)
	require.Equal(t, long.finding.Children[:len(back.finding.Children)], back.finding.Children)
	require.Equal(t, long.finding.Words, back.finding.Words)
}

func TestSnapshot_AnIncidentWithoutARecordIsYieldedOnceSoThatItIsCounted(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	d, err := New(Settings{})
	require.NoError(t, err)
	one := hostGap(now)
	one.finding.Odds = math.Inf(1)
	d.incidents = append(d.incidents, one)
	all := incidentsOf(d)
	require.Contains(t, all, "gap")
	require.Empty(t, all["gap"])
	require.Empty(t, incidentsOf(d))
}
