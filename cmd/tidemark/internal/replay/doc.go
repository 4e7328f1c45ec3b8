// Package replay brings three weeks of a shop to a Collector in seconds, then what may happen in the fourth, each time from
// what was learned, and tells which issues came of it.
//
//	scenario.go  what may happen
//	sender.go    telemetry on its way to the Collector
//	stage.go     one Collector that lives through a part of it
//	run.go       the order of things
//	result.go    what came of a scenario, as JSON
//	tell.go      the same for people
//	folder.go    the copy of what was learned
package replay
