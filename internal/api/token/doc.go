// Package token answers: who may change something through the API? Whoever can read the token
// file in the data folder. The Collector makes it, the command line reads it.
package token
