// Package inspect looks at a file of telemetry as an error_group would: which errors it holds and why,
// which of them would be one issue, and what in it is no error.
package inspect
