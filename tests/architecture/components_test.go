package architecture

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// component is one folder with a metadata.yaml.
type component struct {
	folder  string // relative to the module: processors/errorgroupprocessor
	Type    string `yaml:"type"`
	Status  status `yaml:"status"`
	signals []string
}

type status struct {
	Class     string              `yaml:"class"`
	Stability map[string][]string `yaml:"stability"`
}

// parts are what every component has, under the same names.
var parts = []string{"README.md", "config.go", "doc.go", "factory.go", "metadata.yaml"}

func components(t *testing.T) []component {
	t.Helper()
	var all []component
	for _, kind := range []string{"connectors", "exporters", "extensions", "processors", "receivers"} {
		folders, err := filepath.Glob(filepath.Join(root, kind, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range folders {
			if filepath.Base(folder) == "internal" { // what components of a kind share
				continue
			}
			c := component{folder: kind + "/" + filepath.Base(folder)}
			readYAML(t, c.folder+"/metadata.yaml", &c)
			for _, signals := range c.Status.Stability {
				c.signals = append(c.signals, signals...)
			}
			slices.Sort(c.signals)
			all = append(all, c)
		}
	}
	return all
}

func TestComponents_AreNamedAfterTheirTypeAndHaveAllParts(t *testing.T) {
	for _, c := range components(t) {
		want := c.Status.Class + "s/" + strings.ReplaceAll(c.Type, "_", "") + c.Status.Class
		if c.folder != want {
			t.Errorf("%s: %s %q belongs into %s", c.folder, c.Status.Class, c.Type, want)
		}
		for _, part := range parts {
			if _, err := os.Stat(filepath.Join(root, c.folder, part)); err != nil {
				t.Errorf("%s has no %s", c.folder, part)
			}
		}
	}
}

// manifest is what builder-config.yaml says, as far as it is compared.
type manifest struct {
	Dist       struct{ Name, Module string } `yaml:"dist"`
	Receivers  []entry                       `yaml:"receivers"`
	Processors []entry                       `yaml:"processors"`
	Exporters  []entry                       `yaml:"exporters"`
	Connectors []entry                       `yaml:"connectors"`
	Extensions []entry                       `yaml:"extensions"`
	Providers  []entry                       `yaml:"providers"`
}

type entry struct{ Gomod, Import, Path string }

func (m *manifest) entries() []entry {
	return slices.Concat(m.Receivers, m.Processors, m.Exporters, m.Connectors, m.Extensions, m.Providers)
}

func TestManifest_HoldsEveryComponentOfThisRepository(t *testing.T) {
	var m manifest
	readYAML(t, "builder-config.yaml", &m)
	var listed []string
	for kind, entries := range map[string][]entry{"receivers": m.Receivers, "processors": m.Processors,
		"exporters": m.Exporters, "connectors": m.Connectors, "extensions": m.Extensions} {
		for _, e := range entries {
			folder, ok := inModule(e.Import)
			if !ok {
				continue
			}
			if e.Gomod != module+" v0.0.0" || e.Path != "." {
				t.Errorf("%s: has to be built from this checkout: gomod %q, path %q", e.Import, e.Gomod, e.Path)
			}
			if path.Dir(folder) != kind {
				t.Errorf("%s is listed under %s", e.Import, kind)
			}
			listed = append(listed, folder)
		}
	}
	compare(t, "builder-config.yaml", listed)
}

// row is a line of the component table: | [`error_group`](processors/errorgroupprocessor) | traces, logs | … |
var row = regexp.MustCompile("(?m)^\\| \\[`([a-z_]+)`\\]\\(([a-z]+/[a-z]+)\\) \\| ([a-z, –]+) \\|")

func TestREADME_ListsEveryComponentWithItsTypeAndSignals(t *testing.T) {
	text := readFile(t, "README.md")
	listed := map[string][]string{} // folder → type, signals
	var folders []string
	for _, match := range row.FindAllStringSubmatch(string(text), -1) {
		listed[match[2]] = []string{match[1], match[3]}
		folders = append(folders, match[2])
	}
	compare(t, "README.md", folders)
	for _, c := range components(t) {
		got, ok := listed[c.folder]
		if !ok {
			continue
		}
		signals := strings.Split(got[1], ", ")
		slices.Sort(signals)
		want := c.signals
		if c.Status.Class == "extension" {
			want = []string{"–"}
		}
		if got[0] != c.Type || !slices.Equal(signals, want) {
			t.Errorf("README.md says %s %v of %s, metadata.yaml says %s %v", got[0], signals, c.folder, c.Type, want)
		}
	}
}

// compare reports components that where does not list, and what it lists that is none.
func compare(t *testing.T, where string, listed []string) {
	t.Helper()
	var folders []string
	for _, c := range components(t) {
		folders = append(folders, c.folder)
		if !slices.Contains(listed, c.folder) {
			t.Errorf("%s does not list %s", where, c.folder)
		}
	}
	for _, l := range listed {
		if !slices.Contains(folders, l) {
			t.Errorf("%s lists %s, which is no component folder", where, l)
		}
	}
}

var version = regexp.MustCompile(`(?m)^\s*((?:go\.opentelemetry\.io/collector|github\.com/open-telemetry/opentelemetry-collector-contrib)\S*) (v\S+)`)

func TestVersions_OneVersionOfTheCollectorEverywhere(t *testing.T) {
	allowed := map[string]bool{}
	var m manifest
	readYAML(t, "builder-config.yaml", &m)
	for _, e := range m.entries() {
		if _, v, ok := strings.Cut(e.Gomod, " "); ok && !strings.HasPrefix(e.Gomod, module+" ") {
			allowed[v] = true
		}
	}
	if len(allowed) != 2 { // one of the stable modules (v1) and one of the others (v0)
		t.Errorf("builder-config.yaml names the versions %v; core and contrib of one release have two", allowed)
	}
	for _, mod := range []string{"go.mod", "tools/go.mod"} {
		for _, match := range version.FindAllStringSubmatch(string(readFile(t, mod)), -1) {
			if !allowed[match[2]] {
				t.Errorf("%s: %s %s, but builder-config.yaml builds %v", mod, match[1], match[2], allowed)
			}
		}
	}
}

func readYAML(t *testing.T, rel string, into any) {
	t.Helper()
	if err := yaml.Unmarshal(readFile(t, rel), into); err != nil {
		t.Fatalf("%s: %v", rel, err)
	}
}

func readFile(t *testing.T, rel string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, rel))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
