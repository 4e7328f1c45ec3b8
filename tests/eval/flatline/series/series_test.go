package series

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var monday = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// hours is a table of as many hours with a count each, without some of them.
func hours(n int, layout string, without ...int) string {
	var b strings.Builder
	b.WriteString("count,note,time\n")
	for i := range n {
		if !contains(without, i) {
			fmt.Fprintf(&b, "%d,x,%s\n", i%3, monday.Add(time.Duration(i)*time.Hour).Format(layout))
		}
	}
	return b.String()
}

func contains(all []int, x int) bool {
	for _, a := range all {
		if a == x {
			return true
		}
	}
	return false
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	return dir
}

func TestRead_TakesTablesOfFolders(t *testing.T) {
	for name, layout := range map[string]string{
		"times of RFC 3339":                 time.RFC3339,
		"times with a blank and no offset":  "2006-01-02 15:04:05",
		"times without seconds":             "2006-01-02 15:04",
		"times with parts of a second":      time.RFC3339Nano,
		"times with a T and without offset": "2006-01-02T15:04:05",
	} {
		t.Run(name, func(t *testing.T) {
			all, skipped, err := Read(folder(t, map[string]string{"shop/pay.csv": hours(900, layout), "read.me": "no"}), "")
			require.NoError(t, err)
			require.Empty(t, skipped)
			require.Len(t, all, 1)
			require.Equal(t, "shop/pay", all[0].Name)
			require.Equal(t, monday, all[0].Start)
			require.Equal(t, time.Hour, all[0].Bin)
			require.Len(t, all[0].Counts, 900)
			require.Equal(t, []float64{0, 1, 2, 0}, all[0].Counts[:4])
			require.Equal(t, 1.0, all[0].Mean())
		})
	}
}

func TestRead_NamesWhatItSkipsAndWhy(t *testing.T) {
	good := hours(900, time.RFC3339)
	for name, c := range map[string]struct{ text, why string }{
		"no header":             {"", "there is no header"},
		"another header":        {"when,count\n", "the header has no columns time and count"},
		"a time that is none":   {"time,count\nyesterday,1\n", `line 2: "yesterday" is no time: it must be as 2006-01-02T15:04:05Z`},
		"a negative count":      {strings.Replace(good, "\n2,", "\n-2,", 1), `line 4: "-2" is no number of events`},
		"half an event":         {strings.Replace(good, "\n2,", "\n2.5,", 1), `line 4: "2.5" is no number of events`},
		"a count that is none":  {strings.Replace(good, "\n2,", "\nNaN,", 1), `line 4: "NaN" is no number of events`},
		"too short":             {hours(700, time.RFC3339), "it is 4.2 weeks long: three are learned from and two are needed to judge"},
		"two rows of one hour":  {good + "1,x,2024-01-03T00:00:00Z\n", "two rows are of the interval at 2024-01-03T00:00:00Z"},
		"no rows":               {"time,count\n", "there are fewer than three rows"},
		"an interval of a day":  {"time,count\n2024-01-01 00:00,1\n2024-01-02 00:00,1\n2024-01-03 00:00,1\n", "its interval is 24h0m0s: it must be at most 1h0m0s"},
		"nothing ever happened": {strings.NewReplacer("\n1,", "\n0,", "\n2,", "\n0,").Replace(good), "there are no events"},
	} {
		t.Run(name, func(t *testing.T) {
			all, skipped, err := Read(folder(t, map[string]string{"a.csv": c.text, "b.csv": good}), "")
			require.NoError(t, err)
			require.Len(t, all, 1)
			require.Equal(t, []Skipped{{"a.csv", c.why}}, skipped)
		})
	}
}

func TestRead_MissingRowsAndListedTimesAreHoles(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.csv": hours(900, time.RFC3339, 10, 11, 20),
		"holes.csv": "series,from,to,why\na,2024-01-01T11:00:00Z,2024-01-01T14:00:00Z,maintenance\n" +
			"other,2024-01-01T11:00:00Z,2024-01-01T14:00:00Z,maintenance\n",
	})
	all, skipped, err := Read(dir, "")
	require.NoError(t, err)
	require.Empty(t, skipped)
	at := func(h int) time.Time { return monday.Add(time.Duration(h) * time.Hour) }
	require.Equal(t, []Hole{{at(10), at(14), "no rows; maintenance"}, {at(20), at(21), "no rows"}}, all[0].Holes)
	require.True(t, all[0].Unknown(at(9), at(10)))
	require.False(t, all[0].Unknown(at(14), at(19)))
	require.True(t, all[0].Unknown(at(14), at(20)))
	require.Equal(t, 19*time.Hour, all[0].Known(at(0), at(24)))
	require.Equal(t, time.Hour, all[0].Known(at(12), at(15)))
	require.Zero(t, all[0].Known(at(11), at(12)))
}

func TestRead_RefusesAListOfHolesThatIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ text, why string }{
		"another header": {"a,b,c,d\n", "the list of holes: its header must be series,from,to,why"},
		"a wrong time":   {"series,from,to,why\na,x,2024-01-01T14:00:00Z,y\n", `the list of holes: line 2: "x" is no time: it must be as 2006-01-02T15:04:05Z`},
		"no duration":    {"series,from,to,why\na,2024-01-01T14:00:00Z,2024-01-01T14:00:00Z,y\n", "the list of holes: line 2: it ends before it begins"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, map[string]string{"list": c.text})
			_, _, err := Read(dir, filepath.Join(dir, "list"))
			require.EqualError(t, err, c.why)
		})
	}
}

func TestHalf_DependsOnTheNameOnly(t *testing.T) {
	halves := map[string]int{}
	for i := range 200 {
		halves[(&Series{Name: fmt.Sprint("series", i)}).Half()]++
	}
	require.Equal(t, 200, halves[Development]+halves[HeldOut])
	require.Greater(t, halves[Development], 60)
	require.Greater(t, halves[HeldOut], 60)
}
