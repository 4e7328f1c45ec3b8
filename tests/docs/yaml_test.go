//go:build scenario

package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestYAML_IsAConfigurationThatTheCollectorTakes(t *testing.T) {
	known := readCatalogue(t)
	eachBlock(t, "yaml", func(t *testing.T, p page, b block) {
		if isManifest(b) || b.name != "" {
			return // compared with ours; used by a shell block
		}
		config := map[string]any{}
		if err := yaml.Unmarshal([]byte(b.text), &config); err != nil {
			t.Fatalf("%s: %v", b.where, err)
		}
		config = inSection(config, p.path)
		if !isWhole(config) {
			if err := known.complete(config); err != nil {
				t.Fatalf("%s: %v", b.where, err)
			}
		}
		text, err := yaml.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "config.yaml")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), binary(t), "validate", "--config", file)
		cmd.Env = append(os.Environ(), unset(b.text)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s\nas\n%s", b.where, err, out, text)
		}
	})
}

var reference = regexp.MustCompile(`\$\{env:([A-Z_]+)\}`)

// unset gives a value to each variable that a configuration reads and that has no default there.
func unset(config string) []string {
	var env []string
	for _, match := range reference.FindAllStringSubmatch(config, -1) {
		value := "http://127.0.0.1:1"
		if strings.HasSuffix(match[1], "_DSN") {
			value = "https://public@127.0.0.1/1"
		}
		if match[1] == "TIDEMARK_POSTGRESQL_DSN" {
			value = "postgres://tidemark@127.0.0.1:1/tidemark"
		}
		env = append(env, match[1]+"="+value)
	}
	return env
}

// readCatalogue asks the binary what it holds.
func readCatalogue(t *testing.T) catalogue {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), binary(t), "components").Output()
	if err != nil {
		t.Fatal(err)
	}
	var listed map[string]yaml.Node
	if err := yaml.Unmarshal(out, &listed); err != nil {
		t.Fatal(err)
	}
	known := catalogue{}
	for kind, node := range listed {
		var list []struct {
			Name      string
			Stability map[string]string
		}
		if node.Kind != yaml.SequenceNode || node.Decode(&list) != nil {
			continue // buildinfo, providers
		}
		known[kind] = map[string][]string{}
		for _, c := range list {
			known[kind][c.Name] = nil
			for signal, stability := range c.Stability {
				if stability != "Undefined" {
					known[kind][c.Name] = append(known[kind][c.Name], signal)
				}
			}
		}
	}
	return known
}

// TestREADME_ListsWhatElseTheDistributionHolds compares the sentence below the component table with the binary.
func TestREADME_ListsWhatElseTheDistributionHolds(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := readCatalogue(t)
	for _, kind := range []string{"receivers", "processors", "exporters", "extensions"} {
		for name := range known[kind] {
			if !strings.Contains(string(text), "`"+name+"`") {
				t.Errorf("README.md does not name the %s %s", strings.TrimSuffix(kind, "s"), name)
			}
		}
		line := regexp.MustCompile("(?m)^" + kind + " (`.*`)").FindSubmatch(text)
		if line == nil {
			t.Errorf("README.md does not list the %s of the Collector", kind)
			continue
		}
		for _, name := range strings.FieldsFunc(string(line[1]), func(r rune) bool { return strings.ContainsRune("`, ", r) }) {
			if _, ok := known[kind][name]; !ok {
				t.Errorf("README.md lists %s %s, which the distribution does not hold", kind, name)
			}
		}
	}
}
