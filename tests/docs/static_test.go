package docs

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// languages are the kinds of block that something is done with; text is for output and pictures.
var languages = []string{"sh", "yaml", "go", "json", "text"}

func allPages(t *testing.T) []page {
	t.Helper()
	all, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("found no documentation")
	}
	return all
}

// eachBlock runs a test for each block of a language.
func eachBlock(t *testing.T, language string, test func(t *testing.T, p page, b block)) {
	t.Helper()
	for _, p := range allPages(t) {
		for _, b := range p.blocks {
			if b.language == language {
				t.Run(strings.ReplaceAll(b.where, "/", "_"), func(t *testing.T) { test(t, p, b) })
			}
		}
	}
}

func TestBlocks_AreInALanguageThatIsTested(t *testing.T) {
	for _, p := range allPages(t) {
		for _, b := range p.blocks {
			if !slices.Contains(languages, b.language) {
				t.Errorf("%s: nothing tests %q; use one of %v", b.where, b.language, languages)
			}
			if b.name != "" && (b.language != "yaml" || !fs.ValidPath(b.name) || !strings.HasSuffix(b.name, ".yaml")) {
				t.Errorf("%s: only yaml blocks have a file name, not %q", b.where, b.name)
			}
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func TestLinks_LeadSomewhere(t *testing.T) {
	all := allPages(t)
	for _, p := range all {
		for _, match := range link.FindAllStringSubmatch(p.text, -1) {
			if strings.Contains(match[1], "://") || strings.HasPrefix(match[1], "mailto:") {
				continue
			}
			file, anchor, _ := strings.Cut(match[1], "#")
			target := p.path
			if file != "" {
				target = path.Join(path.Dir(p.path), file)
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s links to %s, which is not there", p.path, match[1])
				continue
			}
			if anchor == "" {
				continue
			}
			to := slices.IndexFunc(all, func(p page) bool { return p.path == target })
			if to >= 0 && !all[to].headings[anchor] {
				t.Errorf("%s links to %s, and there is no such heading", p.path, match[1])
			}
		}
	}
}

var variable = regexp.MustCompile(`\bTIDEMARK_[A-Z_]+\b`)

func TestVariables_AreReadBySomething(t *testing.T) {
	var read strings.Builder
	for _, dir := range []string{"distributions", "cmd", "internal", "exporters", "extensions", "processors", "receivers"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") {
				return err
			}
			if ext := filepath.Ext(name); ext == ".go" || ext == ".yaml" {
				b, err := os.ReadFile(name)
				read.Write(b)
				return err
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	known := variable.FindAllString(read.String(), -1)
	for _, p := range allPages(t) {
		text := p.text
		for _, b := range p.blocks {
			text += b.text
		}
		for _, name := range variable.FindAllString(text, -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s names %s, which nothing reads", p.path, name)
			}
		}
	}
}

func TestJSON_Parses(t *testing.T) {
	eachBlock(t, "json", func(t *testing.T, _ page, b block) {
		if !json.Valid([]byte(b.text)) {
			t.Errorf("%s is not JSON", b.where)
		}
	})
}

// TestGo_Compiles builds each block in a folder within the module, so that it may import what the module may.
func TestGo_Compiles(t *testing.T) {
	eachBlock(t, "go", func(t *testing.T, _ page, b block) {
		text := b.text
		if !strings.Contains(text, "package ") {
			text = "package snippet\n" + text
		}
		if err := os.MkdirAll(filepath.Join(root, "build"), 0o750); err != nil {
			t.Fatal(err)
		}
		dir, err := os.MkdirTemp(filepath.Join(root, "build"), "snippet")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
		if err := os.WriteFile(filepath.Join(dir, "snippet.go"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "go", "build", "-o", os.DevNull, ".")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", b.where, err, out)
		}
	})
}

// TestPackages_AreInTheMapOfTheArchitecture compares the folders with docs/architecture.md.
func TestPackages_AreInTheMapOfTheArchitecture(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "docs/architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, pattern := range []string{"cmd/*", "internal/*", "internal/*/*", "internal/*/*/*", "tests/*"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		folders = append(folders, found...)
	}
	for _, folder := range folders {
		if goFiles, _ := filepath.Glob(filepath.Join(folder, "*.go")); len(goFiles) == 0 {
			continue
		}
		rel, err := filepath.Rel(root, folder)
		if err != nil {
			t.Fatal(err)
		}
		if name := filepath.ToSlash(rel); !strings.Contains(string(b), "`"+name+"`") {
			t.Errorf("docs/architecture.md does not say what `%s` is for", name)
		}
	}
}

// module is an entry of a builder manifest.
type module struct{ Gomod, Import, Path string }

func TestManifests_NameWhatTheDistributionHolds(t *testing.T) {
	own := map[module]bool{}
	text, err := os.ReadFile(filepath.Join(root, "builder-config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range modules(t, "builder-config.yaml", string(text)) {
		m.Path = ""
		own[m] = true
	}
	eachBlock(t, "yaml", func(t *testing.T, _ page, b block) {
		if !isManifest(b) {
			return
		}
		for _, m := range modules(t, b.where, b.text) {
			m.Path = "" // where the reader's copy of this repository is
			if !own[m] {
				t.Errorf("%s: %+v is not in builder-config.yaml", b.where, m)
			}
		}
	})
}

func isManifest(b block) bool { return strings.Contains(b.text, "gomod:") }

// modules returns all entries of a manifest.
func modules(t *testing.T, where, text string) []module {
	t.Helper()
	var lists map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(text), &lists); err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	var all []module
	for _, node := range lists {
		if node.Kind != yaml.SequenceNode {
			continue
		}
		var list []module
		if err := node.Decode(&list); err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		all = append(all, list...)
	}
	return all
}
