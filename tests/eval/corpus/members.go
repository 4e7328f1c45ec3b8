package main

import "strings"

// groupPrograms is how many programs more a runtime has that can fail with several errors at once.
const groupPrograms = 24

// memberRule says what of the members of a group makes it another issue.
type memberRule string

const (
	// membersCount: which kinds there are, whatever their order and number.
	membersCount memberRule = ""
	// membersFirst: the first one. The others are kept beside it and do not count.
	membersFirst memberRule = "first"
	// membersMessages: like membersCount, but of a member only its message is known.
	membersMessages memberRule = "messages"
)

// members returns which members fail at each site, by the letters of their functions: A and B fail alike at
// two places, K for another reason. At site c all have other messages.
func (m memberRule) members() map[string]string {
	switch m {
	case membersFirst:
		return map[string]string{"a": "ABK", "b": "BAK", "c": "ABK", "d": "KAB"}
	case membersMessages:
		return map[string]string{"a": "AK", "c": "AK", "d": "K", "e": "A"}
	}
	return map[string]string{"a": "AK", "b": "BK", "c": "AK", "d": "ABK", "e": "A"}
}

// arrange returns the members as a mutation has them.
func (m memberRule) arrange(members string, a arrangement) string {
	first := ""
	if m == membersFirst {
		first, members = members[:1], members[1:]
	}
	switch a {
	case arrangedBackwards:
		members = backwards(members)
	case arrangedTwice:
		members += members
	case arrangedAnyhow:
		members = backwards(members) + members[:1]
	}
	return first + members
}

// arrangement is how the members of a group come.
type arrangement int

const (
	arrangedAsWritten arrangement = iota
	arrangedBackwards
	arrangedTwice
	arrangedAnyhow
)

func backwards(members string) string {
	var b strings.Builder
	for i := len(members) - 1; i >= 0; i-- {
		b.WriteByte(members[i])
	}
	return b.String()
}
