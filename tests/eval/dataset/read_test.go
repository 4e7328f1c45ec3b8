package dataset

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func write(t *testing.T, folder, name, text string) {
	t.Helper()
	path := filepath.Join(folder, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func TestRead_ReadsEveryLayout(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "java/cases.jsonl", `{"id":"1","runtime":"java","text":"T","label":"bug-1","suspect":false,"attributes":{"exception.type":"E"},`+
		`"expected":{"type":null,"message":"m","frames":[null,{"function":"f","line":3,"column":{"$id":"isNull"}}],"order":"innermost_first","frame_count":null}}`+"\n"+
		`{"id":"2","runtime":"java","text":"U","label":null,"suspect":true,"expected":null}`+"\n")
	write(t, folder, "crashes/files/gdb.jsonl", `{"id":"3","label":"a.c:1","severity":{},"stacktrace":["#0 f","#1 g"],"report":null}`+"\n")
	write(t, folder, "logs/lines.jsonl", `{"time":1}`+"\n")

	got, err := Read(folder)
	require.NoError(t, err)
	message, function := "m", "f"
	require.Equal(t, []Case{
		{ID: "3", Runtime: "crash-report", Text: "#0 f\n#1 g", Label: "a.c:1", Set: "crashes/gdb"},
		{ID: "1", Runtime: "java", Text: "T", Label: "bug-1", Attributes: map[string]string{"exception.type": "E"}, Set: "java",
			Expected: &Expected{Message: &message, Order: InnermostFirst, Frames: []*Frame{nil, {Function: &function, Line: 3}}}},
		{ID: "2", Runtime: "java", Text: "U", Suspect: true, Set: "java"},
	}, got)
	require.Equal(t, "java", got[1].Record().Language)
	require.Equal(t, "E", got[1].Record().Type)
}

func TestRead_SaysWhatIsWrong(t *testing.T) {
	_, err := Read(t.TempDir())
	require.ErrorIs(t, err, ErrNoCase)

	_, err = Read(filepath.Join(t.TempDir(), "missing"))
	require.ErrorIs(t, err, os.ErrNotExist)

	folder := t.TempDir()
	write(t, folder, "cases.jsonl", "{\"text\":\"T\"}\n{broken\n")
	_, err = Read(folder)
	require.ErrorContains(t, err, "cases.jsonl:2:")
}
