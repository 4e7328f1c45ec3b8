package spans

import (
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Fewest is how many spans a series must have.
const Fewest = 1000

// Skipped is a file that was not read, and why.
type Skipped struct{ Name, Why string }

// Data is all that was found below a folder.
type Data struct {
	// Series have Fewest spans or more and are in the order of their names.
	Series []*Series
	// Short is how many operations had fewer.
	Short int
	// Rows is how many spans were read; of Odd the end was no later than the beginning.
	Rows, Odd int
	Calls     []Call
	Skipped   []Skipped
}

// Read reads all *.csv and *.csv.gz below a folder that hold spans. Other tables are skipped in silence if they have a header
// without a duration; what cannot be read is named.
func Read(folder string) (*Data, error) {
	var paths []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && (strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, ".csv.gz")) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	data := &Data{}
	b := book{byName: map[string]map[int64][]float64{}, names: map[string]string{}}
	for _, path := range paths {
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return nil, err
		}
		if err := b.open(path); err != nil {
			data.Skipped = append(data.Skipped, Skipped{name, err.Error()})
		}
	}
	data.Rows, data.Odd, data.Calls = b.rows, b.odd, b.calls()
	for _, name := range slices.Sorted(maps.Keys(b.byName)) {
		minutes := b.byName[name]
		s := &Series{Name: name}
		for _, at := range slices.Sorted(maps.Keys(minutes)) {
			s.Minutes = append(s.Minutes, minutes[at])
		}
		if s.Count() < Fewest {
			data.Short++
			continue
		}
		data.Series = append(data.Series, s)
	}
	if len(data.Series) == 0 {
		return nil, fmt.Errorf("no operation has %d spans", Fewest)
	}
	slices.SortFunc(data.Series, func(a, b *Series) int { return cmp.Compare(a.Name, b.Name) })
	return data, nil
}

func (b *book) open(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		unzipped, err := gzip.NewReader(file)
		if err != nil {
			return err
		}
		defer unzipped.Close()
		in = unzipped
	}
	return b.read(in)
}
