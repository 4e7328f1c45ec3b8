// Package scenario tests promises on the built Collector: one file per promise. Run it with
// `make scenario`. The support is in tests/collectortest.
package scenario
