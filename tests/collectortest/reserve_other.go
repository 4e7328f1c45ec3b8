//go:build !unix

package collectortest

import "testing"

// reserve does nothing here: another process may get the port.
func reserve(testing.TB, string) (release func()) { return func() {} }
