package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
)

// writeJSON writes what the API said, all of it, indented and safe for a terminal.
func writeJSON(w io.Writer, answer []byte) error {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(answer), "", "  "); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	b.WriteByte('\n')
	if _, err := w.Write(screen.CleanJSON(b.Bytes())); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}
