// Package cost measures what detection costs the built Collector: CPU for the same spans with and
// without error_group, flatline and their tracker, alternating, as a ratio. `make bench` runs it; it asserts no time.
package cost
