package fold

import (
	"testing"
	"time"
)

// What stands in a storage may be of another version, or broken: nothing of it ends the process.
func FuzzDecodeState(f *testing.F) {
	for _, seed := range []string{
		``, `{`, `{"destination":"d","message":"1","folds":["2026-03-01T12:00:00Z"],"lines":[{"issue":"a","waiting":1,"changes":2}],"waiting":1}`,
		`{"destination":"x","waiting":-1,"lines":[{}],"others":9}`,
	} {
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(_ *testing.T, data []byte, edits bool) {
		state, err := DecodeState(data, "d")
		if err != nil {
			return
		}
		folder := Folder{Edits: edits, State: state}
		for n := range 3 {
			now := start.Add(time.Duration(n) * Period)
			folder.Alone("a", now)
			folder.Add(change("a", n), now)
			_, _ = folder.Due(now)
			fold, edit := folder.Message(now)
			_ = fold.Title() + fold.Tail(len(fold.Lines))
			folder.Told("id", edit != "", now)
		}
	})
}
