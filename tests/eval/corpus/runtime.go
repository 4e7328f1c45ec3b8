package main

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/tidemark-otel/tidemark/tests/eval/dataset"
)

//go:embed python node java golang ruby php perl rust elixir cpp
var files embed.FS

// runtime is a language and how its programs are laid out, built and run.
type runtime struct {
	// name is that of its cases; folder holds its grammar and harness.
	name, folder string
	// needs are the commands it is built and run with.
	needs []string
	style style
	// layout returns where the file of a program, the library, and further files belong, relative
	// to the folder of the mutation.
	program func(m *mutation, p *program) string
	library func(m *mutation) string
	// harness maps files of the folder to where they belong.
	harness func(m *mutation) map[string]string
	// ready is a command that fails where the machine lacks what the programs need beside needs. nil:
	// they need nothing.
	ready []string
	// build are the commands to run in the folder of the mutation before run, which prints an
	// outcome a line.
	build func(m *mutation) [][]string
	// index writes a file that names all programs, nil: none is needed.
	index func(all []*program) (name, text string)
	run   func(m *mutation) []string
}

// outcome is what a harness prints of one failure.
type outcome struct {
	Program    string            `json:"program"`
	Site       string            `json:"site"`
	Text       string            `json:"text"`
	Attributes map[string]string `json:"attributes"`
	dataset.Expected
}

// job is what a harness is told to run: a file jobs.json holds a list.
type job struct {
	Program string `json:"program"`
	File    string `json:"file"`
	Class   string `json:"class"`
	Entry   string `json:"entry"`
	Site    string `json:"site"`
	Order   string `json:"order"`
	Depth   int    `json:"depth"`
	// Chained says that the program wraps an error in another.
	Chained bool `json:"chained"`
	// Members are the functions that fail, by letter; "" when the program fails with one error. Wait is how
	// it waits for them, 0 to 3, where the runtime has several ways.
	Members string `json:"members"`
	Wait    int    `json:"wait"`
	// Crash says that the program may end the process, where the runtime has a way to.
	Crash bool `json:"crash"`
}

func (r *runtime) missing() string {
	for _, command := range r.needs {
		if _, err := exec.LookPath(command); err != nil {
			return command
		}
	}
	return ""
}

func (r *runtime) grammar() (*grammar, error) {
	text, err := files.ReadFile(r.folder + "/grammar.txt")
	if err != nil {
		return nil, err
	}
	return parseGrammar(string(text))
}

// generate writes the cases of one runtime and returns their number.
func (r *runtime) generate(ctx context.Context, folder string) (int, error) {
	g, err := r.grammar()
	if err != nil {
		return 0, err
	}
	all := make(map[string]*program, count(g))
	for number := range count(g) {
		p := newProgram(r.name, number, g)
		all[p.String()] = p
	}
	work := filepath.Join(folder, "work", r.name)
	if err := os.RemoveAll(work); err != nil {
		return 0, err
	}
	var single, groups bytes.Buffer
	n := 0
	for i := range mutations {
		m := &mutations[i]
		if m.onlyGroups && len(g.groups) == 0 {
			continue
		}
		root := filepath.Join(work, m.name)
		if err := r.write(root, g, m); err != nil {
			return 0, err
		}
		out, err := r.execute(ctx, root, m)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", m.name, err)
		}
		lines := bufio.NewScanner(bytes.NewReader(out))
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			c, group, err := r.newCase(g, all, m, lines.Bytes())
			if err != nil {
				return 0, fmt.Errorf("%s: %w: %.300s", m.name, err, lines.Bytes())
			}
			cases := &single
			if group {
				cases = &groups
			}
			line, err := json.Marshal(c)
			if err != nil {
				return 0, err
			}
			cases.Write(append(line, '\n'))
			n++
		}
	}
	folder = filepath.Join(folder, "stacktraces", "own_"+r.name)
	if groups.Len() > 0 {
		if err := save(filepath.Join(folder+"_groups", "cases.jsonl"), groups.Bytes()); err != nil {
			return n, err
		}
	}
	return n, save(filepath.Join(folder, "cases.jsonl"), single.Bytes())
}

// newCase reads what the harness printed of one failure, and says whether the program fails with several
// errors. It fails for a program that failed elsewhere than it was made to.
func (r *runtime) newCase(g *grammar, all map[string]*program, m *mutation, line []byte) (c *dataset.Case, group bool, err error) {
	var o outcome
	if err := json.Unmarshal(line, &o); err != nil {
		return nil, false, err
	}
	p := all[o.Program]
	if p == nil {
		return nil, false, fmt.Errorf("no program is named %q", o.Program)
	}
	if words := p.failing(g, o.Site); words != nil && !mentions(&o.Expected, r.style.function(words)) {
		return nil, false, fmt.Errorf("%s did not fail in %s", o.Program, r.style.function(words))
	}
	label := r.name + "/" + o.Program + "/" + o.Site
	return &dataset.Case{
		ID: label + "/" + m.name, Runtime: r.name, Text: o.Text, Attributes: o.Attributes, Expected: &o.Expected,
		Label: label, Near: r.name + "/" + o.Program, Mutation: m.name, Half: p.half(),
	}, p.group >= 0, nil
}

// mentions says whether a frame of an exception or its causes is of this function.
func mentions(e *dataset.Expected, name string) bool {
	for _, f := range e.Frames {
		if f.Function != nil && strings.Contains(*f.Function, name) {
			return true
		}
	}
	for _, list := range [...][]dataset.Expected{e.Causes, e.Members} {
		for i := range list {
			if mentions(&list[i], name) {
				return true
			}
		}
	}
	return false
}

// write writes the programs of one mutation.
func (r *runtime) write(root string, g *grammar, m *mutation) error {
	var jobs []job
	var all []*program
	for number := range count(g) {
		p := newProgram(r.name, number, g)
		if m.onlyGroups && p.group < 0 {
			continue
		}
		all = append(all, p)
		blocks, entry := render(g, &r.style, p, m)
		mark := strings.NewReplacer("@P", r.style.class(p.name), "@E", pascal([]string{p.name[0], "error"}), "@W", pascal([]string{p.name[1], "failure"}),
			"@N", entry, "@H", strings.ToLower(pascal(p.name)))
		text := mark.Replace(g.parts["head"]) + strings.Join(blocks, "\n\n") + mark.Replace(g.parts["tail"])
		file := r.program(m, p)
		if err := save(filepath.Join(root, file), []byte(text)); err != nil {
			return err
		}
		for _, site := range p.sites(g) {
			members := ""
			if p.group >= 0 {
				rule := g.groups[p.group].rule
				members = rule.arrange(rule.members()[site], m.members)
			}
			jobs = append(jobs, job{
				Members: members, Wait: int(m.members), Program: p.String(), File: filepath.Join(root, file), Class: r.style.class(p.name), Entry: entry, Site: site,
				Order: orders[number%len(orders)][m.order], Depth: m.depth, Chained: p.wrap >= 0, Crash: number/2%2 == 0,
			})
		}
	}
	if library := g.parts["library "+m.library]; library != "" {
		if err := save(filepath.Join(root, r.library(m)), []byte(library)); err != nil {
			return err
		}
	}
	for from, to := range r.harness(m) {
		text, err := files.ReadFile(r.folder + "/" + from)
		if err != nil {
			return err
		}
		text = []byte(strings.NewReplacer("@LIBRARY", m.library, "@RELEASE", m.release).Replace(string(text)))
		if err := save(filepath.Join(root, to), text); err != nil {
			return err
		}
	}
	if r.index != nil {
		name, text := r.index(all)
		if err := save(filepath.Join(root, name), []byte(text)); err != nil {
			return err
		}
	}
	return saveJobs(root, jobs)
}

// saveJobs writes the jobs as JSON, and as columns for harnesses whose language reads none.
func saveJobs(root string, jobs []job) error {
	list, err := json.Marshal(jobs)
	if err != nil {
		return err
	}
	var columns bytes.Buffer
	for _, j := range jobs {
		fmt.Fprintf(&columns, "%s\t%s\t%s\t%s\t%d\t%t\t%t\t%s\t%d\n", j.Program, j.Class, j.Site, j.Order, j.Depth, j.Chained, j.Crash, j.Members, j.Wait)
	}
	if err := save(filepath.Join(root, "jobs.tsv"), columns.Bytes()); err != nil {
		return err
	}
	return save(filepath.Join(root, "jobs.json"), list)
}

// execute builds and runs the programs of one mutation and returns what the harness printed.
func (r *runtime) execute(ctx context.Context, root string, m *mutation) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	var out []byte
	if r.ready != nil {
		if _, err := output(ctx, root, r.ready); err != nil {
			return nil, fmt.Errorf("%w: %w", errNotReady, err)
		}
	}
	for _, command := range append(r.build(m), r.run(m)) {
		var err error
		if out, err = output(ctx, root, command); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// errNotReady says that this machine lacks what the programs of a runtime need.
var errNotReady = errors.New("this machine lacks what its programs need")

func output(ctx context.Context, root string, command []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%.3000s%.2000s", strings.Join(command, " "), err, stderr.Bytes(), out)
	}
	return out, nil
}

func save(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
