// Package collector runs a Collector as a child process: on ports that are free, with its log in a
// file, until it is told to stop.
package collector
