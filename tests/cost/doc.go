// Package cost measures what detection costs the built Collector: CPU for the same spans with and without error_group, flatline and
// latency_regression with their tracker, alternating, as a ratio; and memory for many streams and operations. `make bench` runs it; it
// asserts no time.
package cost
