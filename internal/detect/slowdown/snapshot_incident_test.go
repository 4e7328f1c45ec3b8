package slowdown

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/record"
)

// crowded is a detector with an incident of as many operations as are kept, with names as long as they may be.
func crowded(t *testing.T) *Detector {
	d, err := New(warm())
	require.NoError(t, err)
	long := strings.Repeat("x", 250)
	one := &told{finding: Finding{Incident: "operation", Kind: KindDrift, Words: []string{"it became slower"}}, at: start.UnixNano()}
	for n := range childrenMax + 1 {
		name := fmt.Sprint(n) + long
		one.operations = append(one.operations, d.Operation(Key{Namespace: long, Service: long, Environment: long, Operation: name}, start))
		one.finding.Children = append(one.finding.Children, name)
	}
	d.incidents = append(d.incidents, one)
	return d
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
	d := crowded(t)
	saved := incidentsOf(d)["operation"]
	require.NotEmpty(t, saved)
	require.LessOrEqual(t, len(saved), record.MaxBytes)
	require.Len(t, d.incidents[0].finding.Children, childrenMax+1, "nothing is cut of what goes on")

	next, err := New(warm())
	require.NoError(t, err)
	require.NoError(t, next.Restore(keyIncident+"operation", saved, start))
	require.Len(t, next.incidents, 1)
	back := next.incidents[0]
	require.Greater(t, len(back.operations), childrenMax/10)
	for n, id := range back.operations {
		require.Equal(t, d.key(d.operations[d.incidents[0].operations[n]]), next.key(next.operations[id]))
	}
	require.Equal(t, d.incidents[0].finding.Words, back.finding.Words)
}

func TestSnapshot_AnIncidentWithoutARecordIsYieldedOnceSoThatItIsCounted(t *testing.T) {
	d := crowded(t)
	d.incidents[0].finding.Odds = math.Inf(1)
	all := incidentsOf(d)
	require.Contains(t, all, "operation")
	require.Empty(t, all["operation"])
	require.Empty(t, incidentsOf(d))
}
