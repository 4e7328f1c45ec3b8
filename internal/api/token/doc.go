// Package token answers: who may change something through the API? Whoever can read the token
// file in the data folder. The Collector makes it, the command line reads it. The key of user hashes is
// a secret that is kept in the same way, so no error text says which of the two it is about: the path does.
package token
