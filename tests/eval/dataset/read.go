package dataset

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrNoCase says that a folder holds nothing that can be measured.
var ErrNoCase = errors.New("no case")

// maxLineBytes is how long one line of a file may be.
const maxLineBytes = 64 << 20

// Read returns the cases of all .jsonl files below folder, in the order of their paths. Lines that
// hold no stack trace are passed over.
func Read(folder string) ([]Case, error) {
	paths, err := filesBelow(folder, ".jsonl")
	if err != nil {
		return nil, err
	}
	var cases []Case
	for _, path := range paths {
		read, err := readFile(path)
		if err != nil {
			return nil, err
		}
		set := setOf(folder, path)
		for i := range read {
			read[i].Set = set
		}
		cases = append(cases, read...)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%w of a stack trace in the .jsonl files below %q", ErrNoCase, folder)
	}
	return cases, nil
}

// filesBelow lists the files with a suffix, sorted.
func filesBelow(folder, suffix string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, suffix) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the data: %w", err)
	}
	slices.Sort(paths)
	return paths, nil
}

// setOf names a file by its folder, or by its own name when the folder is the one that was asked
// for, only says "files", or has files of other names than cases.jsonl.
func setOf(folder, path string) string {
	rel, err := filepath.Rel(folder, path)
	if err != nil {
		rel = path
	}
	rel = filepath.ToSlash(rel)
	if dir, found := strings.CutSuffix(rel, "/cases.jsonl"); found {
		return dir
	}
	if rel == "cases.jsonl" {
		return filepath.Base(filepath.Clean(folder))
	}
	return strings.TrimPrefix(strings.Replace(strings.TrimSuffix(rel, ".jsonl"), "/files/", "/", 1), "files/")
}

func readFile(path string) ([]Case, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the data: %w", err)
	}
	defer file.Close()
	var cases []Case
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxLineBytes)
	for number := 1; lines.Scan(); number++ {
		c, ok, err := decode(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, number, err)
		}
		if ok {
			cases = append(cases, c)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return cases, nil
}

// decode reads one line: a case, or a crash report whose frames are a list of lines.
func decode(line []byte) (c Case, ok bool, err error) {
	var row struct {
		Case
		Label    *string         `json:"label"`
		Expected json.RawMessage `json:"expected"`
		Lines    []string        `json:"stacktrace"`
	}
	if err := json.Unmarshal(line, &row); err != nil {
		return c, false, err
	}
	c = row.Case
	if row.Label != nil {
		c.Label = *row.Label
	}
	if expected := row.Expected; len(expected) > 0 && expected[0] == '{' {
		if err := json.Unmarshal(expected, &c.Expected); err != nil {
			return c, false, fmt.Errorf("expected: %w", err)
		}
		if c.Expected.Frames == nil {
			c.Expected.Frames = c.Expected.Callers
		}
	}
	if c.Text == "" && len(row.Lines) > 0 {
		c.Text = strings.Join(row.Lines, "\n")
		if c.Runtime == "" {
			c.Runtime = "crash-report"
		}
	}
	return c, c.Text != "", nil
}
