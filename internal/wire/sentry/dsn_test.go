package sentry

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseDSN(t *testing.T) {
	tests := []struct{ name, dsn, endpoint, shown, header string }{
		{"plain", "https://abc@sentry.example.com/42",
			"https://sentry.example.com/api/42/envelope/", "https://sentry.example.com/42", "https://abc@sentry.example.com/42"},
		{"with the secret key of old", "https://abc:def@sentry.example.com/42",
			"https://sentry.example.com/api/42/envelope/", "https://sentry.example.com/42", "https://abc@sentry.example.com/42"},
		{"port and path", "http://abc@localhost:8000/errors/in/7",
			"http://localhost:8000/errors/in/api/7/envelope/", "http://localhost:8000/errors/in/7", "http://abc@localhost:8000/errors/in/7"},
		{"IPv6", "http://abc@[::1]:8000/7",
			"http://[::1]:8000/api/7/envelope/", "http://[::1]:8000/7", "http://abc@[::1]:8000/7"},
		{"a UUID as key, spaces and a slash around", " https://8d8c5d7a-5f1b-4c3e-9d54-0c3c3b0f7a11@g.example/1/ \n",
			"https://g.example/api/1/envelope/", "https://g.example/1", "https://8d8c5d7a-5f1b-4c3e-9d54-0c3c3b0f7a11@g.example/1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dsn, err := ParseDSN(tt.dsn)
			require.NoError(t, err)
			assert.Equal(t, tt.endpoint, dsn.Endpoint())
			assert.Equal(t, tt.shown, dsn.String())
			assert.Equal(t, tt.header, dsn.header())
		})
	}
}

func TestDSN_Auth(t *testing.T) {
	assert.Equal(t, "Sentry sentry_version=7, sentry_client=tidemark/0.1.0, sentry_key=key", testDSN(t).Auth("tidemark/0.1.0"))
}

func TestParseDSN_EveryFaultIsASentenceWithoutTheKey(t *testing.T) {
	const key = "s3cr3t"
	tests := []struct {
		name, dsn string
		want      error
	}{
		{"empty", "", errDSNScheme},
		{"no scheme", key + "@host/1", errDSNScheme},
		{"another scheme", "ftp://" + key + "@host/1", errDSNScheme},
		{"not a URL", "https://" + key + "@host:port/1", errDSNNotURL},
		{"a broken escape", "https://" + key + "%zz@host/1", errDSNNotURL},
		{"no key", "https://host/1", errDSNKey},
		{"a secret and no key", "https://:" + key + "@host/1", errDSNKey},
		{"a key that would end the header", "https://" + key + "%2C%0Ax@host/1", errDSNKey},
		{"no host", "https://" + key + "@/1", errDSNHost},
		{"a port and no host", "https://" + key + "@:80/1", errDSNHost},
		{"no project", "https://" + key + "@host", errDSNProject},
		{"only a slash", "https://" + key + "@host/", errDSNProject},
		{"a project that is no number", "https://" + key + "@host/shop", errDSNProject},
		{"a negative project", "https://" + key + "@host/-1", errDSNProject},
		{"a query", "https://" + key + "@host/1?a=b", errDSNQuery},
		{"a fragment", "https://" + key + "@host/1#a", errDSNQuery},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseDSN(tt.dsn)
			require.ErrorIs(t, err, tt.want)
			assert.NotContains(t, err.Error(), key)
		})
	}
}

func FuzzParseDSN(f *testing.F) {
	for _, seed := range []string{
		"https://abc@sentry.example.com/42", "http://a:b@[::1]:80/p/1/", "https://", "", "https://k@h/%2F/1",
		"https://k%20@h/1", "https://k@h//1", "https://k@h/\x00/1", "HTTPS://k@H/1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dsn, err := ParseDSN(text)
		if err != nil {
			if dsn != (DSN{}) {
				t.Errorf("%q: an error and a DSN", text)
			}
			return
		}
		endpoint, err := url.Parse(dsn.Endpoint())
		if err != nil || endpoint.Host == "" || endpoint.User != nil || !strings.HasSuffix(endpoint.Path, "/envelope/") {
			t.Errorf("%q: the endpoint %q is no address: %v", text, dsn.Endpoint(), err)
		}
		again, err := ParseDSN(dsn.header())
		if err != nil || again != dsn {
			t.Errorf("%q: %q does not parse to the same: %v", text, dsn.header(), err)
		}
		if auth := dsn.Auth("c/1"); strings.ContainsAny(auth, "\r\n") {
			t.Errorf("%q: the header has a line break", text)
		}
	})
}
