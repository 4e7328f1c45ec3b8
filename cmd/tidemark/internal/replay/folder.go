package replay

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/collector"
)

// copyFolder copies what a Collector that has stopped left in its data folder, but for its log. What only its owner may
// read stays so: the folder holds secrets.
func copyFolder(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return fmt.Errorf("copy what was learned: %w", err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return fmt.Errorf("copy what was learned: %w", err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || e.Name() == collector.LogName {
			continue
		}
		if err := copyFile(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return fmt.Errorf("copy what was learned: %w", err)
		}
	}
	return nil
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		_ = target.Close()
		return err
	}
	return target.Close()
}
