package dataset

import (
	"bytes"
	"encoding/json"
)

// Flag is true for any JSON value but null, false, 0, "" and empty lists.
type Flag bool

// UnmarshalJSON accepts any value.
func (f *Flag) UnmarshalJSON(b []byte) error {
	switch string(bytes.TrimSpace(b)) {
	case "null", "false", "0", `""`, "[]", "{}":
		*f = false
	default:
		*f = true
	}
	return nil
}

// Number is a number that counts from one; zero is unknown, as is any value that is no number.
type Number int

// UnmarshalJSON accepts any value.
func (n *Number) UnmarshalJSON(b []byte) error {
	var v float64
	if json.Unmarshal(b, &v) == nil {
		*n = Number(v)
	}
	return nil
}
