package event

import (
	"fmt"
	"strings"
)

// wordsTime is how words write a time: always UTC.
const wordsTime = "2006-01-02 15:04 UTC"

// Words says where the fix is, for people: "in 1.4.1 and what comes after".
func (r *Resolution) Words() string {
	switch {
	case r.Scope == "now" && r.Release == "":
		return "in what has run since; no release was known then"
	case r.Scope == "now":
		return "in " + r.Release + ", the newest release then, and what comes after"
	case r.Scope == "release":
		return "in " + r.Release + " and what comes after"
	case r.Scope == "next_release" && r.Release == "":
		return "in the next release; none was known then"
	case r.Scope == "next_release":
		return "in what comes after " + r.Release + ", the newest release then"
	case r.Scope == "commit" && r.Release == "":
		return "in the first release with the commit " + r.Commit + "; none was known then"
	case r.Scope == "commit":
		return "in " + r.Release + ", the first release with the commit " + r.Commit + ", and what comes after"
	case r.Scope == "recovered":
		return "nobody claimed one: it is over by itself"
	case r.Scope == "quiet":
		return "nobody claimed one: it was not seen for long"
	}
	return strings.ReplaceAll(r.Scope, "_", " ")
}

// Words says what ends the mute, for people: "100 more occurrences or 3 more users, at the latest 2026-03-05 12:00 UTC".
func (m *Mute) Words() string {
	var any []string
	if m.Count > 0 {
		any = append(any, plural(m.Count, "more occurrence"))
	}
	if m.RateCount > 0 {
		any = append(any, fmt.Sprintf("%s within %s", plural(m.RateCount, "occurrence"), article(m.RatePer)))
	}
	if m.Users > 0 {
		any = append(any, plural(m.Users, "more user"))
	}
	if m.NextRelease && m.Release != "" {
		any = append(any, "a release after "+m.Release)
	} else if m.NextRelease {
		any = append(any, "a new release")
	}
	if m.Escalation {
		any = append(any, "it escalates")
	}
	ends := m.Ends.Format(wordsTime)
	if len(any) == 0 {
		return ends
	}
	return strings.Join(any, " or ") + ", at the latest " + ends
}

func plural(n int64, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

func article(unit string) string {
	if unit == "hour" {
		return "an hour"
	}
	return "a " + unit
}
