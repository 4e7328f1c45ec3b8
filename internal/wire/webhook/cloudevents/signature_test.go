package cloudevents

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const secret = "correct horse"

var (
	at   = time.Unix(1772366400, 0)
	body = []byte(`{"specversion":"1.0"}`)
)

// Made with: printf '%s' '1772366400.{"specversion":"1.0"}' | openssl dgst -sha256 -hmac 'correct horse'
const signed = "t=1772366400,v1=c6173cd382c4765dab14774fe0ce04a80d6ebea186e909cf87981c4902fbfa91"

func TestSign_IsWhatOpenSSLComputes(t *testing.T) {
	assert.Equal(t, signed, Sign(secret, body, at))
}

func TestVerify(t *testing.T) {
	other := Sign("old secret", body, at)
	tests := []struct {
		name, secret, signature string
		body                    []byte
		now                     time.Time
		want                    error
	}{
		{"genuine", secret, signed, body, at, nil},
		{"at the end of the tolerance", secret, signed, body, at.Add(5 * time.Minute), nil},
		{"spaces, another order and an unknown field", secret, signed[13:] + ", v2=zz, " + signed[:12], body, at, nil},
		{"two secrets while one is changed", secret, other + "," + signed[13:], body, at, nil},
		{"too old", secret, signed, body, at.Add(5*time.Minute + time.Second), ErrTooOld},
		{"from the future", secret, signed, body, at.Add(-6 * time.Minute), ErrTooOld},
		{"another secret", "battery staple", signed, body, at, ErrMismatch},
		{"another body", secret, signed, []byte(`{}`), at, ErrMismatch},
		{"another time", secret, "t=1772366401," + signed[13:], body, at, ErrMismatch},
		{"no digest", secret, "t=1772366400", body, at, ErrMalformed},
		{"no time", secret, signed[13:], body, at, ErrMalformed},
		{"not hexadecimal", secret, "t=1772366400,v1=xyz", body, at, ErrMalformed},
		{"nothing", secret, "", body, at, ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.ErrorIs(t, Verify(tt.secret, tt.signature, tt.body, tt.now, 5*time.Minute), tt.want)
		})
	}
}

func FuzzVerify(f *testing.F) {
	for _, seed := range []string{signed, "", "t=,v1=", "t=9999999999999999999,v1=00", "v1=00,t=-1", ",,=,="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, signature string) {
		err := Verify("another secret", signature, body, at, time.Minute)
		require.Error(t, err)
	})
}
