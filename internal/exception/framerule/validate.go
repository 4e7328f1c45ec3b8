package framerule

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// The keys of the lists, as the configuration and explanations name them.
const (
	KeyInclude = "in_app::include"
	KeyExclude = "in_app::exclude"
	KeyLeftOut = "left_out"
)

// Limits of Settings: every frame of an error that was not seen before is compared with every rule.
const (
	// MaxRules is how many rules a list may have.
	MaxRules = 64
	// MaxRuleBytes is how long a rule may be.
	MaxRuleBytes = 256
)

// Validate reports all faults at once, each with the key and the rule.
func (s *Settings) Validate() error {
	var errs []error
	for _, list := range [...]struct {
		key   string
		rules []string
	}{{KeyInclude, s.Include}, {KeyExclude, s.Exclude}, {KeyLeftOut, s.LeftOut}} {
		if len(list.rules) > MaxRules {
			errs = append(errs, fmt.Errorf("%s: has %d rules, at most %d are possible; write fewer with *", list.key, len(list.rules), MaxRules))
		}
		for i, rule := range list.rules {
			if fault := faultOf(list.key, rule); fault != "" {
				errs = append(errs, fmt.Errorf("%s[%d]: %s", list.key, i, fault))
			}
		}
	}
	for i, rule := range s.Exclude {
		if at := slices.Index(s.Include, rule); rule != "" && at >= 0 {
			errs = append(errs, fmt.Errorf("%s[%d]: %q is %s[%d] as well; remove one of them", KeyExclude, i, rule, KeyInclude, at))
		}
	}
	return errors.Join(errs...)
}

func faultOf(key, rule string) string {
	switch {
	case rule == "":
		return "is empty and fits nothing; remove it"
	case len(rule) > MaxRuleBytes:
		return fmt.Sprintf("has %d bytes, at most %d are possible", len(rule), MaxRuleBytes)
	case strings.TrimSpace(rule) != rule:
		return fmt.Sprintf("%q begins or ends with white space, which no frame does; remove it", rule)
	case strings.IndexFunc(rule, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }) >= 0:
		return ""
	case key != KeyLeftOut && strings.Trim(rule, "*") == "":
		return "" // all but what a longer rule says
	}
	return fmt.Sprintf("%q names nothing; write at least a part of a package, a function or a file", rule)
}
