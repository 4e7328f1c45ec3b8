//go:build eval

package eval

import (
	"os"
	"testing"
)

// TestQuality measures what KIND says on the data that DATA names, and prints the tables.
func TestQuality(t *testing.T) {
	kind, data := os.Getenv("KIND"), os.Getenv("DATA")
	measure, known := map[string]func(*testing.T, string){
		"stacktraces": measureStacktraces,
		"grouping":    measureGrouping,
		"flatline":    measureFlatlines,
		"latency":     measureLatency,
	}[kind]
	if !known {
		t.Fatalf("KIND is %q: it must be stacktraces, grouping, flatline or latency", kind)
	}
	if data == "" {
		t.Fatal("DATA is empty: it must name a folder (docs/evaluation.md describes its layout) or be \"own\"")
	}
	if info, err := os.Stat(data); err != nil || !info.IsDir() {
		t.Fatalf("DATA is %q: there is no such folder", data)
	}
	measure(t, data)
}
