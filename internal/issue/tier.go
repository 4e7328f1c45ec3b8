package issue

import "github.com/tidemark-otel/tidemark/internal/exception"

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
