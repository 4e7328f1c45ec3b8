package architecture

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// Domain code takes the time as an argument and leaves goroutines to components.
var (
	domain       = []string{"internal/exception/...", "internal/detect/...", "internal/issue/..."}
	exceptDomain = []string{"internal/issue/store/..."}
	clock        = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"}
)

func TestDomain_ReadsNoClockAndStartsNoGoroutine(t *testing.T) {
	for _, f := range files(t) {
		if f.test || !matchesAny(domain, f.pkg) || matchesAny(exceptDomain, f.pkg) {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s starts a goroutine: a component does that, domain code is called", f.path)
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, n.Sel.Name) {
					t.Errorf("%s uses time.%s: take the time as an argument", f.path, n.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestGoroutines_LeaksAreLookedForWhereSomeAreStarted(t *testing.T) {
	starts, checked := map[string]string{}, map[string]bool{}
	for _, f := range files(t) {
		if strings.HasPrefix(f.pkg, "tests/") {
			continue
		}
		if f.test {
			checked[f.pkg] = checked[f.pkg] || slices.Contains(f.imports, "go.uber.org/goleak")
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if _, ok := n.(*ast.GoStmt); ok {
				starts[f.pkg] = f.path
			}
			return true
		})
	}
	for pkg, path := range starts {
		if !checked[pkg] {
			t.Errorf("%s starts a goroutine and no test of %s uses goleak", path, pkg)
		}
	}
}
