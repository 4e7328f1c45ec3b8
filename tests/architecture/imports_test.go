package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "github.com/tidemark-otel/tidemark"
	root   = "../.."
)

// file is one Go file of the module.
type file struct {
	path    string // slash-separated, relative to the module
	pkg     string // the folder of path
	test    bool
	imports []string
	syntax  *ast.File
}

// files parses all Go files of the module, whatever their build tags.
func files(t *testing.T) []file {
	t.Helper()
	var all []file
	walk(t, func(rel string) {
		if !strings.HasSuffix(rel, ".go") {
			return
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, rel), nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			t.Errorf("%v", err)
			return
		}
		f := file{path: rel, pkg: path.Dir(rel), test: strings.HasSuffix(rel, "_test.go"), syntax: syntax}
		for _, spec := range syntax.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			f.imports = append(f.imports, name)
		}
		all = append(all, f)
	})
	return all
}

// walk calls visit with each file of the module but test data and what is not committed.
func walk(t *testing.T, visit func(rel string)) {
	t.Helper()
	skip := []string{".git", "bin", "build", "testdata", "tidemark-data", "node_modules", ".venv"}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		if !d.IsDir() {
			visit(filepath.ToSlash(rel))
			return nil
		}
		if slices.Contains(skip, d.Name()) {
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && rel != "." {
			return fs.SkipDir // another module
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// inModule returns the path relative to the module, if the import is of this module.
func inModule(importPath string) (string, bool) {
	return strings.CutPrefix(importPath, module+"/")
}

func TestImports_OnlyWhereARuleAllowsThem(t *testing.T) {
	for _, f := range files(t) {
		if f.test {
			continue // a test may compare its package with any other
		}
		rule := slices.IndexFunc(edges, func(e edge) bool { return matches(e.from, f.pkg) })
		for _, name := range f.imports {
			target, ok := inModule(name)
			if !ok {
				continue
			}
			if rule < 0 {
				t.Errorf("%s: no rule for %s; say in rules_test.go what it may import and why", f.path, f.pkg)
				break
			}
			allowed := edges[rule].to
			if slices.Contains(allowed, own) && matches(ownFolder(f.pkg)+"/...", target) {
				continue
			}
			if !matchesAny(allowed, target) {
				t.Errorf("%s must not import %s: %s", f.path, target, edges[rule].why)
			}
		}
	}
}

// ownFolder returns the folder of the component or door that pkg belongs to: processors/x, internal/wire/x.
func ownFolder(pkg string) string {
	depth := 2
	if matches("internal/...", pkg) {
		depth = 3
	}
	parts := strings.Split(pkg, "/")
	return strings.Join(parts[:min(depth, len(parts))], "/")
}

func TestImports_NothingFromOutsideThatARuleForbids(t *testing.T) {
	for _, f := range files(t) {
		if f.test {
			continue
		}
		for _, name := range f.imports {
			if _, ok := inModule(name); ok {
				continue
			}
			for _, o := range outsides {
				if matches(o.from, f.pkg) && !matchesAny(o.except, f.pkg) && matchesAny(o.deny, name) && !matchesAny(o.allow, name) {
					t.Errorf("%s must not import %s: %s", f.path, name, o.why)
				}
			}
		}
	}
}

func TestImports_NotReachableByWayOfOthers(t *testing.T) {
	graph := map[string][]string{}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		for _, name := range f.imports {
			if target, ok := inModule(name); ok {
				graph[f.pkg] = append(graph[f.pkg], target)
			}
		}
	}
	for _, u := range unreachable {
		seen := map[string]bool{}
		var visit func(pkg string, way []string)
		visit = func(pkg string, way []string) {
			if seen[pkg] {
				return
			}
			seen[pkg] = true
			way = append(slices.Clone(way), pkg)
			if matchesAny(u.to, pkg) {
				t.Errorf("%s: %s", strings.Join(way, " → "), u.why)
				return
			}
			for _, next := range graph[pkg] {
				visit(next, way)
			}
		}
		visit(u.from, nil)
	}
}
