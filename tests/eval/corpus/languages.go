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
		style: style{function: camel, class: pascal, comment: "//", printsClosures: true, message: func(text string) string {
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
	{
		name: "go", folder: "golang", needs: []string{"go"},
		style: style{function: camel, class: pascal, comment: "//", message: func(text string) string {
			return `fmt.Sprint("` + strings.ReplaceAll(text, "{}", `", order, "`) + `")`
		}},
		program: func(m *mutation, p *program) string {
			return path.Join(m.release, strings.ToLower(pascal(p.name)), snake(p.name)+".go")
		},
		library: func(m *mutation) string { return "pkg/mod/example.com/acme/retry@v" + m.library + "/retry.go" },
		harness: func(m *mutation) map[string]string {
			return map[string]string{
				"harness.txt": path.Join(m.release, "main.go"), "truth.txt": path.Join(m.release, "truth/truth.go"),
				"state.txt": path.Join(m.release, "state/state.go"),
			}
		},
		index: goIndex,
		build: func(m *mutation) [][]string {
			trim := "-trimpath=false"
			if m.release == newRelease {
				trim = "-trimpath=true"
			}
			library := "pkg/mod/example.com/acme/retry@v" + m.library
			up := strings.Repeat("../", strings.Count(m.release, "/")+1)
			return [][]string{{"sh", "-ec", "printf 'module example.com/acme/retry\\ngo 1.26\\n' > " + library + "/go.mod; mv programs.go " + m.release + "; cd " +
				m.release + "; printf 'module example.com/shop\\ngo 1.26\\nrequire example.com/acme/retry v1.0.0\\nreplace example.com/acme/retry => " + up + library +
				"\\n' > go.mod; GOFLAGS=-mod=mod GOWORK=off go build " + trim + " -o server ."}}
		},
		run: func(m *mutation) []string { return []string{path.Join(m.release, "server"), "jobs.json"} },
	},
	{
		name: "ruby", folder: "ruby", needs: []string{"ruby"},
		style: style{function: snake, class: pascal, comment: "#", message: func(text string) string {
			return `"` + strings.ReplaceAll(text, "{}", "#{order}") + `"`
		}},
		program: func(m *mutation, p *program) string { return path.Join(m.release, "app", snake(p.name)+".rb") },
		library: func(m *mutation) string { return "gems/acmelib-" + m.library + "/lib/acmelib/retry.rb" },
		harness: func(*mutation) map[string]string { return map[string]string{"harness.rb": "worker.rb"} },
		build:   func(*mutation) [][]string { return nil },
		run: func(m *mutation) []string {
			return []string{"ruby", "worker.rb", "jobs.json", "gems/acmelib-" + m.library + "/lib"}
		},
	},
	{
		name: "php", folder: "php", needs: []string{"php"},
		style: style{function: camel, class: pascal, comment: "//", message: func(text string) string {
			return `"` + strings.ReplaceAll(text, "{}", "{$order}") + `"`
		}},
		program: func(m *mutation, p *program) string { return path.Join(m.release, "src", pascal(p.name)+".php") },
		library: func(m *mutation) string { return path.Join(m.release, "vendor/acme/lib/Retry.php") },
		harness: func(*mutation) map[string]string { return map[string]string{"harness.php": "worker.php"} },
		build:   func(*mutation) [][]string { return nil },
		run: func(m *mutation) []string {
			return []string{"php", "-d", "display_errors=stderr", "worker.php", "jobs.json", path.Join(m.release, "vendor/acme/lib")}
		},
	},
	{
		name: "perl", folder: "perl", needs: []string{"perl"},
		style: style{function: snake, class: pascal, comment: "#", message: func(text string) string {
			return `"` + strings.ReplaceAll(text, "{}", `" . $order . "`) + `"`
		}},
		program: func(m *mutation, p *program) string { return path.Join(m.release, "lib/Shop", pascal(p.name)+".pm") },
		library: func(*mutation) string { return "usr/share/perl5/AcmeLib/Retry.pm" },
		harness: func(*mutation) map[string]string { return map[string]string{"harness.pl": "worker.pl"} },
		build:   func(*mutation) [][]string { return nil },
		run:     func(*mutation) []string { return []string{"perl", "worker.pl", "jobs.json", "usr/share/perl5"} },
	},
	{
		name: "rust", folder: "rust", needs: []string{"cargo", "sh"},
		style: style{function: snake, class: pascal, comment: "//", message: func(text string) string {
			return `format!("` + strings.ReplaceAll(text, "{}", "{order}") + `")`
		}},
		program: func(m *mutation, p *program) string { return path.Join(m.release, "src", snake(p.name)+".rs") },
		library: func(m *mutation) string { return path.Join(rustLibrary(m), "src/lib.rs") },
		harness: func(m *mutation) map[string]string {
			return map[string]string{
				"manifest.txt": "Cargo.toml", "library.txt": path.Join(rustLibrary(m), "Cargo.toml"), "harness.rs": path.Join(m.release, "src/main.rs"),
				"state.rs": path.Join(m.release, "src/state.rs"), "truth.rs": path.Join(m.release, "src/truth.rs"),
			}
		},
		index: rustIndex,
		ready: []string{"cargo", "fetch", "--quiet"},
		build: func(m *mutation) [][]string {
			flags := ""
			if m.release == newRelease { // another way to write the names of symbols
				flags = "-C symbol-mangling-version=v0"
			}
			return [][]string{{"sh", "-ec", "mv programs.rs " + m.release + "/src; RUSTFLAGS='-A warnings " + flags +
				"' CARGO_TARGET_DIR=../target cargo build --quiet --offline; mv ../target/debug/server " + m.release}}
		},
		run: func(m *mutation) []string { return []string{path.Join(m.release, "server"), "jobs.tsv"} },
	},
	{
		name: "elixir", folder: "elixir", needs: []string{"elixir", "elixirc"},
		style: style{function: snake, class: pascal, comment: "#", message: func(text string) string {
			return `"` + strings.ReplaceAll(text, "{}", "#{order}") + `"`
		}},
		program: func(m *mutation, p *program) string { return path.Join(m.release, "lib/shop", snake(p.name)+".ex") },
		library: func(m *mutation) string { return path.Join(m.release, "deps/acme_retry/lib/acme_retry.ex") },
		harness: func(*mutation) map[string]string { return map[string]string{"harness.exs": "worker.exs"} },
		build: func(m *mutation) [][]string {
			return [][]string{{"sh", "-ec", "cd " + m.release + "; mkdir -p _build/acme_retry _build/shop; elixirc -o _build/acme_retry deps/acme_retry/lib/acme_retry.ex; " +
				"elixirc -pa _build/acme_retry -o _build/shop lib/shop/*.ex"}}
		},
		run: func(m *mutation) []string {
			build := path.Join(m.release, "_build")
			return []string{"elixir", "-pa", path.Join(build, "acme_retry"), "-pa", path.Join(build, "shop"), "worker.exs", "jobs.tsv"}
		},
	},
	{
		name: "cpp", folder: "cpp", needs: []string{"g++", "gdb", "sh"},
		style: style{function: snake, class: pascal, comment: "//", message: func(text string) string {
			return `std::string("` + strings.ReplaceAll(text, "{}", `") + order + "`) + `"`
		}},
		program: func(m *mutation, p *program) string { return path.Join(m.release, "src", snake(p.name)+".cc") },
		library: func(m *mutation) string { return "third_party/acme-" + m.library + "/include/acme/retry.h" },
		harness: func(m *mutation) map[string]string {
			return map[string]string{
				"harness.cc": path.Join(m.release, "src/main.cc"), "state.h": path.Join(m.release, "src/state.h"), "truth.h": path.Join(m.release, "src/truth.h"),
			}
		},
		index: cppIndex,
		ready: []string{"sh", "-ec", "printf '#include <boost/stacktrace.hpp>\n#include <backtrace.h>\n' | g++ -E -x c++ - >/dev/null"},
		build: func(m *mutation) [][]string {
			compile := "g++ -std=c++20 -g -w -I third_party/acme-" + m.library + "/include $PWD/" + m.release + "/src/main.cc -rdynamic -o " + m.release + "/server"
			return [][]string{{"sh", "-ec", "mv programs.cc " + m.release + "/src; " + compile + " -lbacktrace -ldl; " + compile + "-asan -fsanitize=address -lbacktrace -ldl"}}
		},
		run: func(m *mutation) []string { return []string{path.Join(m.release, "server"), "jobs.tsv"} },
	},
}

// cppIndex makes one unit of all programs, and a map from their names to where they begin.
func cppIndex(all []*program) (name, text string) {
	var includes, entries strings.Builder
	for _, p := range all {
		includes.WriteString("#include \"" + snake(p.name) + ".cc\"\n")
		entries.WriteString("    {\"" + pascal(p.name) + "\", shop::" + pascal(p.name) + "::run},\n")
	}
	return "programs.cc", includes.String() + "\nstatic const std::map<std::string, int (*)(const std::string &)> programs{\n" + entries.String() + "};\n"
}

// rustLibrary is the folder of the dependency, as cargo lays it out.
func rustLibrary(m *mutation) string {
	return "cargo/registry/src/github.com-1ecc6299db9ec823/acme-retry-" + m.library
}

// rustIndex writes the modules of all programs, and the function that begins one.
func rustIndex(all []*program) (name, text string) {
	var modules, entries strings.Builder
	for _, p := range all {
		modules.WriteString("mod " + snake(p.name) + ";\n")
		entries.WriteString("        \"" + pascal(p.name) + "\" => " + snake(p.name) + "::run(order),\n")
	}
	return "programs.rs", modules.String() + "\nfn call(class: &str, order: &str) -> anyhow::Result<String> {\n    match class {\n" +
		entries.String() + "        _ => panic!(\"no program is named {class}\"),\n    }\n}\n"
}

// goIndex writes a map from the names of programs to where they begin.
func goIndex(all []*program) (name, text string) {
	var imports, entries strings.Builder
	for _, p := range all {
		folder := strings.ToLower(pascal(p.name))
		imports.WriteString("import \"example.com/shop/" + folder + "\"\n")
		entries.WriteString("\t\"" + pascal(p.name) + "\": " + folder + ".Run,\n")
	}
	return "programs.go", "package main\n\n" + imports.String() + "\nvar programs = map[string]func(string) any{\n" + entries.String() + "}\n"
}
