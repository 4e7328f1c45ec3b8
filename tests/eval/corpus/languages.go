package main

import (
	"path"
	"strings"
)

// runtimes are all that are known; one that the machine lacks is skipped.
var runtimes = []runtime{
	{
		name: "python", folder: "python", needs: []string{"python3"},
		style: style{function: snake, class: pascal, comment: "#", message: func(text string) string {
			return `f"` + strings.ReplaceAll(text, "{}", "{order}") + `"`
		}},
		program: func(m *mutation, p *program) string { return path.Join(m.release, "shop", snake(p.name)+".py") },
		library: func(m *mutation) string { return "venv/lib/python3/site-packages/acmelib/retry.py" },
		harness: func(m *mutation) map[string]string { return map[string]string{"harness.py": "worker.py"} },
		build:   func(*mutation) [][]string { return nil },
		run: func(*mutation) []string {
			return []string{"python3", "worker.py", "jobs.json", "venv/lib/python3/site-packages"}
		},
	},
	{
		name: "node", folder: "node", needs: []string{"node"},
		style: style{function: camel, class: pascal, comment: "//", message: func(text string) string {
			return "`" + strings.ReplaceAll(text, "{}", "${order}") + "`"
		}},
		program: func(m *mutation, p *program) string {
			return path.Join(m.release, "src", strings.Join(p.name, "-")+".js")
		},
		library: func(m *mutation) string {
			return path.Join(m.release, "node_modules/.pnpm/acmelib@"+m.library+"/node_modules/acmelib/index.js")
		},
		harness: func(m *mutation) map[string]string { return map[string]string{"harness.js": "worker.js"} },
		build: func(m *mutation) [][]string {
			return [][]string{{"ln", "-s", ".pnpm/acmelib@" + m.library + "/node_modules/acmelib", path.Join(m.release, "node_modules/acmelib")}}
		},
		run: func(*mutation) []string { return []string{"node", "worker.js", "jobs.json"} },
	},
	{
		name: "java", folder: "java", needs: []string{"javac", "java"},
		style: style{function: camel, class: pascal, comment: "//", message: func(text string) string {
			return `"` + strings.ReplaceAll(text, "{}", `" + order + "`) + `"`
		}},
		program: func(m *mutation, p *program) string {
			return path.Join("src/com/acme/shop", strings.ToLower(pascal(p.name)), pascal(p.name)+".java")
		},
		library: func(*mutation) string { return "src/org/apache/acme/retry/Retry.java" },
		harness: func(*mutation) map[string]string { return map[string]string{"Harness.java": "src/Harness.java"} },
		build: func(m *mutation) [][]string {
			return [][]string{{"sh", "-c", "javac -proc:none -nowarn -g -d " + path.Join(m.release, "classes") + " $(find src -name '*.java')"}}
		},
		run: func(m *mutation) []string {
			return []string{"java", "-Xshare:auto", "-cp", path.Join(m.release, "classes"), "Harness", "jobs.tsv"}
		},
	},
}
