package scrub

// Kind is a kind of what is taken out.
type Kind uint8

// The kinds of what is taken out.
const (
	KindBearer    Kind = iota // a token behind "Bearer" or another scheme of HTTP authentication
	KindJWT                   // a JSON Web Token
	KindSecret                // a value behind a name such as password, or the user info of a URL
	KindCard                  // the number of a payment card
	KindEmail                 // an e-mail address
	KindInvalid               // bytes that are no UTF-8, and control characters; counted once for each text
	KindLength                // what is longer than is kept; counted once for each text
	KindAttribute             // an attribute over the limit
	kindCount
)

var kindNames = [kindCount]string{"bearer", "jwt", "secret", "card", "email", "invalid", "length", "attribute"}

// placeholders stand in the place of secrets and personal data. They are recognised in a text that was
// scrubbed before.
var placeholders = [...]string{KindBearer: "[bearer]", KindJWT: "[jwt]", KindSecret: "[secret]", KindCard: "[card]", KindEmail: "[email]"}

// replacement stands in the place of bytes that are no UTF-8.
const replacement = "\uFFFD"

// Kinds are all kinds, in the order of their numbers.
func Kinds() []Kind {
	return []Kind{KindBearer, KindJWT, KindSecret, KindCard, KindEmail, KindInvalid, KindLength, KindAttribute}
}

// String returns the name used in telemetry.
func (k Kind) String() string {
	if k >= kindCount {
		return "unknown"
	}
	return kindNames[k]
}
