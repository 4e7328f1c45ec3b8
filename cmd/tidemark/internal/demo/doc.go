// Package demo runs the sample shop against a Collector and checks through the API that every error
// it sent became part of an issue.
//
//	run.go        the order of things, told line by line
//	telemetry.go  the OpenTelemetry SDK on its way to the Collector
//	watch.go      how long it takes from the first error to its issue
//	counted.go    what was sent against what is counted
package demo
