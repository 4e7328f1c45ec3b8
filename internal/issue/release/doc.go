// Package release answers: which of two releases of a service came first, and does an error in one of them
// mean that a fix did not hold?
//
//	version.go      what the name of a release says: SemVer, a date, a build number, a hash
//	text.go         digits and hashes in a text
//	precedence.go   the order that names alone give
//	history.go      what is known of the releases of a service in one environment
//	line.go         the main line, and which release is the newest
//	plausible.go    which releases nobody believes in
//	order.go        whether one release comes after another, and what says so
//	judge.go        what an occurrence means for a resolved issue
//	role.go         what each release is among the others, and which was good before an error
//	words.go        the same for people
//
// docs/releases.md shows every verdict with an example.
package release
