package report

// Tier is how loud a finding may be.
type Tier uint8

// The tiers, the quietest first.
const (
	TierNote   Tier = iota + 1 // for the record; never wakes anybody
	TierNotice                 // worth a look in working hours
	TierPage                   // wakes somebody
)

var tierNames = [...]string{"", "note", "notice", "page"}

// String returns the name used in configuration, API and events.
func (t Tier) String() string {
	if int(t) < len(tierNames) {
		return tierNames[t]
	}
	return "unknown"
}
