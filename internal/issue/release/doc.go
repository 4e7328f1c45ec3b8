// Package release answers: which of two releases of a service came first, and does an error in one of them
// mean that a fix did not hold?
//
//	version.go      what the name of a release says: SemVer, a date, a build number, a hash
//	text.go         digits and hashes in a text
//	precedence.go   the order that names alone give
package release
