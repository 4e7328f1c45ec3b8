package scrub

// Kind is a kind of text that is taken out.
type Kind uint8

// The kinds of what is taken out.
const (
	KindBearer Kind = iota // a token behind "Bearer" or another scheme of HTTP authentication
	KindJWT                // a JSON Web Token
	KindSecret             // a value behind a name such as password, or the user info of a URL
	KindCard               // the number of a payment card
	KindEmail              // an e-mail address
	kindCount
)

var kindNames = [kindCount]string{"bearer", "jwt", "secret", "card", "email"}

// placeholders stand in the place of what was taken out.
var placeholders = [kindCount]string{"[bearer]", "[jwt]", "[secret]", "[card]", "[email]"}

// Kinds are all kinds, in the order of their numbers.
func Kinds() []Kind {
	return []Kind{KindBearer, KindJWT, KindSecret, KindCard, KindEmail}
}

// String returns the name used in telemetry.
func (k Kind) String() string {
	if k >= kindCount {
		return "unknown"
	}
	return kindNames[k]
}
