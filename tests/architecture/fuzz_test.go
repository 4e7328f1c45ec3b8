package architecture

import (
	"go/ast"
	"go/build/constraint"
	"strings"
	"testing"
)

// `make fuzz` finds its targets by go test -list, which sees no file behind a build tag.
func TestFuzzTargets_AreAllFound(t *testing.T) {
	if script := string(readFile(t, "tools/fuzz.sh")); !strings.Contains(script, "test -list '^Fuzz' ./...") {
		t.Error("tools/fuzz.sh does not ask go test for the targets any more: change this test with it")
	}
	found := 0
	for _, f := range files(t) {
		for _, d := range f.syntax.Decls {
			target, ok := d.(*ast.FuncDecl)
			if !ok || !f.test || target.Recv != nil || !strings.HasPrefix(target.Name.Name, "Fuzz") {
				continue
			}
			found++
			if hasBuildTag(f.syntax) {
				t.Errorf("%s: %s is behind a build tag, where make fuzz does not find it", f.path, target.Name.Name)
			}
		}
	}
	if found == 0 {
		t.Error("there is no fuzz target")
	}
}

func hasBuildTag(file *ast.File) bool {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() < file.Package && constraint.IsGoBuild(c.Text) {
				return true
			}
		}
	}
	return false
}
