package message

import (
	"bytes"
	"encoding/json"
)

// JSON writes what a service is sent. Characters of HTML stay as they are, which makes it shorter: some
// services limit its bytes.
func JSON(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
