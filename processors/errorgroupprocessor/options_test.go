package errorgroupprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

func TestConfig_DefaultsAreThoseOfTheExplanation(t *testing.T) {
	assert.Equal(t, otlp.NewDefaultOptions(), createDefaultConfig().(*Config).options())
}
