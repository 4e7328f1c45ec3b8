package series

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// HolesFile is the name of the list of known holes beside the data.
const HolesFile = "holes.csv"

// Skipped is a file that could not be used.
type Skipped struct {
	Name, Why string
}

// Read reads every table below a folder, and the known holes: from the file holes, or if that is empty, from HolesFile in the
// folder when there is one.
func Read(folder, holes string) ([]*Series, []Skipped, error) {
	var all []*Series
	var skipped []Skipped
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".csv" || entry.Name() == HolesFile {
			return err
		}
		rel, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		s, err := readFile(path)
		if err != nil {
			skipped = append(skipped, Skipped{rel, err.Error()})
			return nil
		}
		s.Name = strings.TrimSuffix(filepath.ToSlash(rel), ".csv")
		all = append(all, s)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if holes == "" {
		holes = filepath.Join(folder, HolesFile)
		if _, err := os.Stat(holes); os.IsNotExist(err) {
			return all, skipped, nil
		}
	}
	f, err := os.Open(holes)
	if err != nil {
		return nil, nil, fmt.Errorf("the list of holes: %w", err)
	}
	defer f.Close()
	if err := punch(all, f); err != nil {
		return nil, nil, fmt.Errorf("the list of holes: %w", err)
	}
	return all, skipped, nil
}

func readFile(path string) (*Series, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := rows(f)
	if err != nil {
		return nil, err
	}
	return grid(rows)
}
