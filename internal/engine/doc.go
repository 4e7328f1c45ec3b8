// Package engine is where the wings meet: errors that were found become occurrences of issues, what
// issues go through is committed, and destinations read the changes. The same code runs in the
// Collector, in the demo and in tests. It starts no goroutine and reads no clock: its owner calls
// Flush at least once a second and whenever Kick says so, Advance and ReportFound each second, SaveLearned twice, and Tick now and then.
//
//	tracker.go      what a process knows about issues; stats.go its account
//	errors.go       one error_group: a batch is judged, then committed or aborted
//	ignore.go       which errors the operator does not want
//	service.go      names as they may be stored
//	exemplar.go     how much of the occurrences that are kept in full is in memory
//	identity.go     which issue an error belongs to, as far as this process knows
//	refused.go      errors whose batch was refused, to know them when they come again
//	pending.go      occurrences that are added up and not yet written
//	wait.go         a batch with an unknown error waits for the commit, but not for ever
//	flush.go        the one transaction that turns pending occurrences into issues and changes
//	releases.go     what comes from each release, with errors or without
//	order.go        which release is older, and whether what was seen means that a fix did not hold
//	place.go        the issue of an error in the store, and the limit of issues that messages may open at one place
//	watcher.go      what components with a detector have in common; lot.go what one sender sent them in a batch
//	flatlines.go    one flatline: its detector, and the account of what it was sent
//	stream_batch.go a batch of events is counted when it was accepted
//	splits.go       which values of split keys have a stream of their own
//	streams.go      all streams, for people
//	latencies.go    one latency_regression: its detector, and all operations, for people
//	latency_batch.go a batch of spans is taken in when it was accepted
//	advance.go      time passes for detectors, and what they find waits for the store
//	learned.go      what detectors learned is saved, and taken up at a start
//	silence_finding.go  what the detector of silence found, as it is told; slow_finding.go that of slowness
//	wording.go      texts of findings as they may be stored
//	found.go        findings become issues
//	life.go         what time does to issues
//	person.go       what people do to them
//	merge.go        several issues as one
//	judge.go        what an occurrence proves about a fix
//	fleet.go        what several processes on one store have to agree on: who delivers, who does the timed jobs
//	destination.go  one reader of the outbox; destinations.go how all of them are doing
package engine
