// Package otlp answers: what does this OTLP data say about errors, streams of events and the durations of calls, and how does an
// issue change look as OTLP? It is the only package in internal/ that knows the Collector's pdata.
//
//	traces.go, logs.go  find the errors in a batch and stamp them
//	find.go             which of them are looked for
//	record.go           attributes → exception.Record
//	service.go          resource → exception.Service, and what is not ours to judge
//	body.go             the errors that structured loggers put into a body
//	value.go            values as text, and how much of them is read
//	attributes.go       the attributes an exemplar keeps
//	change.go           issue document ⇄ log record
//	batch.go            the records of a batch, and what is left of it after some
//	file.go             the telemetry of a file
//	item.go, items_traces.go, items_logs.go  what spans and log records say to detectors
//	sender.go           resource → the process that sent them
//	operation.go, probe.go, trait.go  what a service was asked for, whether that was only if it is well, and what kind of request it was
//	recordhash.go       what tells log records apart
//	received.go         when a recorded batch was received
package otlp
