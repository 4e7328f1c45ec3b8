package cloudevents

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Headers of a request with an event.
const (
	// SignatureHeader carries what Sign returns.
	SignatureHeader = "X-Tidemark-Signature"
	// IdempotencyKeyHeader carries the id of the change: the same key is the same change.
	// https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
	IdempotencyKeyHeader = "Idempotency-Key"
)

// The faults that Verify finds.
var (
	ErrMalformed = errors.New("the signature is not of the form t=<seconds>,v1=<hexadecimal>")
	ErrMismatch  = errors.New("the signature is not that of this body and secret")
	ErrTooOld    = errors.New("the signature was made too long ago, or in the future")
)

// Sign returns the value of SignatureHeader:
//
//	t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" in hexadecimal>
//
// The time is signed with the body, so that a receiver can refuse a recorded request.
func Sign(secret string, body []byte, at time.Time) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(digest(secret, t, body))
}

// Verify returns nil when a signature belongs to this body and secret and was made at most tolerance
// before or after now; five minutes is a good tolerance. A header may carry several v1, of which one
// has to fit, so that a secret can be changed without a gap. Fields it does not know are ignored.
func Verify(secret, signature string, body []byte, now time.Time, tolerance time.Duration) error {
	var t string
	var digests [][]byte
	for field := range strings.SplitSeq(signature, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch name {
		case "t":
			t = value
		case "v1":
			sum, err := hex.DecodeString(value)
			if err != nil {
				return fmt.Errorf("%w: %w", ErrMalformed, err)
			}
			digests = append(digests, sum)
		}
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil || len(digests) == 0 {
		return ErrMalformed
	}
	want := digest(secret, t, body)
	fits := false
	for _, sum := range digests {
		fits = hmac.Equal(sum, want) || fits
	}
	if !fits {
		return ErrMismatch
	}
	if now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return ErrTooOld
	}
	return nil
}

func digest(secret, t string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t))
	mac.Write([]byte{'.'})
	mac.Write(body)
	return mac.Sum(nil)
}
