package breakdown

// PartKind is what the time of a call was spent on.
type PartKind uint8

// The kinds.
const (
	PartOwn       PartKind = iota + 1 // code of the service: a name is that of a span inside it, none is the entry span
	PartDatabase                      // "postgresql SELECT orders"
	PartService                       // a service that is known by name: "payment"
	PartHost                          // a host outside: "api.stripe.com"
	PartMessaging                     // "kafka send orders"
	PartGap                           // nothing that is seen, between two children: a name is that of the part before it
	PartOther                         // parts that there was no room to tell apart
	partKinds     = iota + 1
)

var partKindNames = [partKinds]string{"", "own", "database", "service", "host", "messaging", "gap", "other"}

// String returns the name that the API and the issue use.
func (k PartKind) String() string {
	if k > 0 && int(k) < partKinds {
		return partKindNames[k]
	}
	return "unknown"
}

// Part is a share of the time of a call. A Name is at most MaxNameBytes long.
type Part struct {
	Kind PartKind
	Name string
}

// MaxNameBytes is how long the name of a part is at most.
const MaxNameBytes = 128

// PartID stands for a Part in a Book; 0 is a span of which nothing is told, whose time is that of the span around it.
type PartID uint32
