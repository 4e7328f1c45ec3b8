package issue

import (
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Tier is how loud a finding may be.
type Tier string

// The tiers.
const (
	TierNote   Tier = "note"   // for the record; never wakes anybody
	TierNotice Tier = "notice" // worth a look in working hours
	TierPage   Tier = "page"   // wakes somebody
)

// Tiers lists all tiers, the quietest first.
var Tiers = []Tier{TierNote, TierNotice, TierPage}

// ParseTier returns the tier with a name.
func ParseTier(name string) (Tier, error) {
	for _, t := range Tiers {
		if string(t) == name {
			return t, nil
		}
	}
	return "", fmt.Errorf("unknown tier %q: use note, notice or page", name)
}

// Level is that of an issue with a finding of the tier, for filters that know levels alone.
func (t Tier) Level() exception.Level {
	switch t {
	case TierPage:
		return exception.LevelError
	case TierNotice:
		return exception.LevelWarning
	}
	return exception.LevelInfo
}
