package flatlineprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestSplit_NamesWhatAStoreTakes(t *testing.T) {
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"a text is itself":               {"free", "free"},
		"a number is its digits":         {int64(7), "7"},
		"an empty text is none":          {"", noValue},
		"a map is none":                  {map[string]any{"a": "b"}, noValue},
		"no attribute is none":           {nil, noValue},
		"a zero byte is replaced":        {"fr\x00ee", "fr?ee"},
		"bytes that are no text as well": {"fr\xffee", "fr?ee"},
		"a long text is cut":             {strings.Repeat("x", maxValueBytes+1), strings.Repeat("x", maxValueBytes)},
	} {
		t.Run(name, func(t *testing.T) {
			attributes := pcommon.NewMap()
			if c.value != nil {
				require.NoError(t, attributes.FromRaw(map[string]any{"plan": c.value}))
			}
			key, err := parseSplitKey("attributes.plan")
			require.NoError(t, err)
			require.Equal(t, c.want, string(appendSplit(nil, []splitKey{key}, pcommon.NewMap(), attributes)))
		})
	}
}
