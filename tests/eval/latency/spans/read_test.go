package spans

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// folder writes an operation of Fewest+2 spans, one of them odd, as a plain table, and two calls as spans.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	plain := bytes.NewBufferString("time,operation,duration_us,region\n")
	for i := range Fewest + 1 {
		fmt.Fprintf(plain, "2024-01-01T00:%02d:00Z,GET /pay,%d,eu\n", i%3, 1000+i)
	}
	plain.WriteString("2024-01-01T00:00:00Z,GET /pay,-5,eu\n2024-01-01T00:00:00Z,rare,5,eu\n")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "deep"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "deep", "plain.csv"), plain.Bytes(), 0o644))
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	fmt.Fprint(w, `TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration
t,a,root,shop-579b9bff58-t2dbm,GET /pay,1000,9000,8
t,b,a,shop-579b9bff58-t2dbm,call,2000,5000,3
t,c,b,bank-0-t2dbm,POST /charge,3000,4000,1
t,d,c,bank-0-t2dbm,SELECT card,3100,3900,1
`)
	require.NoError(t, w.Close())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "trace.csv.gz"), zipped.Bytes(), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "metric.csv"), []byte("time,cpu\n1,2\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "torn.csv"), []byte("time,operation,duration_us\nyesterday,GET /,1\n"), 0o644))
	return dir
}

func TestRead_TakesBothKindsOfTablesAndNamesWhatCannotBeRead(t *testing.T) {
	data, err := Read(folder(t))
	require.NoError(t, err)
	require.Equal(t, Fewest+1+1+1+4, data.Rows)
	require.Equal(t, 1, data.Odd)
	require.Len(t, data.Series, 1)
	require.Equal(t, "GET /pay", data.Series[0].Name)
	require.Len(t, data.Series[0].Minutes, 3)
	require.Equal(t, Fewest+1, data.Series[0].Count())
	require.Equal(t, 1e6+500e3, data.Series[0].Median())
	require.Equal(t, 5, data.Short, "rare ones, and all of the spans")
	require.Equal(t, []Skipped{{"torn.csv", `line 2: "yesterday" is no time: it must be as 2006-01-02T15:04:05Z`}}, data.Skipped)
}

func TestRead_MakesCallsOfTheSpansOfOneService(t *testing.T) {
	data, err := Read(folder(t))
	require.NoError(t, err)
	require.Equal(t, []Call{
		{Service: "shop", Operation: "GET /pay", Start: 1000, End: 9000, Spans: []Child{{Name: "call", Parent: -1, Start: 2000, End: 5000, Remote: "bank-0"}}},
		{Service: "bank-0", Operation: "POST /charge", Start: 3000, End: 4000, Spans: []Child{{Name: "SELECT card", Parent: -1, Start: 3100, End: 3900}}},
	}, data.Calls)
}

func TestRead_RefusesAFolderWithoutEnoughSpans(t *testing.T) {
	_, err := Read(t.TempDir())
	require.EqualError(t, err, "no operation has 1000 spans")
}

func TestSeries_SpreadWithinMinutesLeavesOutWhatTheyHaveInCommon(t *testing.T) {
	e := 2.718281828459045
	s := Series{Name: "x", Minutes: [][]float64{{1e6, 1e6 * e}, {1e9, 1e9 * e}}}
	within, all := s.Spread()
	require.InDelta(t, 0.7071, within, 1e-4)
	require.Greater(t, all, 3.0)
	require.InDelta(t, 0.5, s.Body(), 1e-9)
}
