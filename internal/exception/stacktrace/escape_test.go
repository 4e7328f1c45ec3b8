package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWithoutEscapes(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"colours", "\x1b[1;31mKeyError\x1b[0m: \x1b[35m'tea'\x1b[m", "KeyError: 'tea'"},
		{"nothing to take out", "[1;31m plain", "[1;31m plain"},
		{"one that was cut", "x\x1b[1;3", "x"},
		{"one without a letter keeps the character behind it", "x\x1b[1é", "xé"},
		{"another kind", "x\x1b(B", "x(B"},
		{"one at the end", "x\x1b", "x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, withoutEscapes(tt.text))
		})
	}
}

func TestFind_ReadsATraceInColours(t *testing.T) {
	message, trace, ok := Find("\x1b[31mpayment failed\x1b[0m\n\x1b[1m" + samples["python"] + "\x1b[0m")
	assert.True(t, ok)
	assert.Equal(t, "payment failed", message)
	assert.Equal(t, "python", trace.Runtime)
	const plain = "\x1b[31mpayment failed\x1b[0m\nno trace"
	message, _, ok = Find(plain)
	assert.False(t, ok)
	assert.Equal(t, plain, message)
}
