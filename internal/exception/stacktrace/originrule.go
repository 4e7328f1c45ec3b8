package stacktrace

import "strings"

// originRule says whose code has this text in its path or name.
type originRule struct {
	text   string
	origin Origin
}

// originByPrefix returns what the first rule says whose text s begins with, OriginUnknown without one.
func originByPrefix(s string, rules []originRule) Origin {
	for _, rule := range rules {
		if strings.HasPrefix(s, rule.text) {
			return rule.origin
		}
	}
	return OriginUnknown
}

// originByPart returns what the first rule says whose text s holds, OriginUnknown without one.
func originByPart(s string, rules []originRule) Origin {
	for _, rule := range rules {
		if strings.Contains(s, rule.text) {
			return rule.origin
		}
	}
	return OriginUnknown
}
