package architecture

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFiles_NameNoFolderOfThisMachine(t *testing.T) {
	checkout, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(checkout, "/") < 2 {
		t.Skipf("%s could be part of any path", checkout)
	}
	walk(t, func(rel string) {
		b, err := os.ReadFile(filepath.Join(root, rel))
		if err != nil {
			t.Error(err)
			return
		}
		if bytes.Contains(b, []byte(checkout+"/")) {
			t.Errorf("%s names %s, where this checkout happens to be", rel, checkout)
		}
	})
}
