package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const root = "../.."

// page is one file of the documentation.
type page struct {
	path     string // slash-separated, relative to the repository
	text     string // without blocks
	blocks   []block
	headings map[string]bool // anchors
}

// block is one fenced block.
type block struct {
	where    string // file:line of its fence
	language string
	name     string // what follows the language
	text     string
}

// pages reads all documentation that people read. Generated documentation.md files are mdatagen's.
func pages() ([]page, error) {
	var all []page
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md",
		"connectors/*/README.md", "exporters/*/README.md", "extensions/*/README.md", "processors/*/README.md", "receivers/*/README.md"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			rel, err := filepath.Rel(root, file)
			if err != nil {
				return nil, err
			}
			p, err := parse(filepath.ToSlash(rel), string(b))
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
}

var notInAnchor = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

// parse splits a page into blocks and the text around them.
func parse(path, text string) (page, error) {
	p := page{path: path, headings: map[string]bool{}}
	var prose strings.Builder
	var open *block
	var indent string
	for n, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimLeft(line, " ")
		fence := strings.HasPrefix(trimmed, "```")
		switch {
		case fence && open == nil:
			language, name, _ := strings.Cut(strings.TrimPrefix(trimmed, "```"), " ")
			open = &block{where: fmt.Sprintf("%s:%d", path, n+1), language: language, name: name}
			indent = line[:len(line)-len(trimmed)]
		case fence:
			p.blocks = append(p.blocks, *open)
			open = nil
		case open != nil:
			open.text += strings.TrimPrefix(line, indent) + "\n"
		default:
			if title := strings.TrimLeft(line, "#"); title != line && strings.HasPrefix(title, " ") {
				anchor := notInAnchor.ReplaceAllString(strings.ToLower(strings.TrimSpace(title)), "")
				p.headings[strings.ReplaceAll(anchor, " ", "-")] = true
			}
			prose.WriteString(line + "\n")
		}
	}
	if open != nil {
		return page{}, fmt.Errorf("%s: the block is not closed", open.where)
	}
	p.text = prose.String()
	return p, nil
}
