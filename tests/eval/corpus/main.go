package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	if len(os.Args) != 2 || os.Args[1] == "" {
		fmt.Fprintln(os.Stderr, "usage: corpus FOLDER")
		os.Exit(2)
	}
	if err := generate(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// timeLimit is how long one runtime may take to build or run the programs of one mutation.
const timeLimit = 5 * time.Minute

// generate writes the corpus of all runtimes that this machine has, and at last the file that says
// that it is complete.
func generate(folder string) error {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	for i := range runtimes {
		r := &runtimes[i]
		if only := os.Getenv("RUNTIME"); only != "" && !slices.Contains(strings.Split(only, ","), r.name) {
			continue
		}
		if missing := r.missing(); missing != "" {
			fmt.Printf("%-8s skipped: this machine has no %s\n", r.name, missing)
			continue
		}
		start := time.Now()
		n, err := r.generate(context.Background(), folder)
		if errors.Is(err, errNotReady) {
			fmt.Printf("%-8s skipped: %v\n", r.name, err)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		fmt.Printf("%-8s %d cases, %.0f s\n", r.name, n, time.Since(start).Seconds())
	}
	return os.WriteFile(filepath.Join(folder, "complete"), nil, 0o644)
}
