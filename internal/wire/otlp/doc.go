// Package otlp answers: what does this OTLP data say about errors and streams of events, and how does an issue change
// look as OTLP? It is the only package in internal/ that knows the Collector's pdata.
//
//	traces.go, logs.go  find the errors in a batch and stamp them
//	record.go           attributes → exception.Record
//	service.go          resource → exception.Service, and what is not ours to judge
//	value.go            values as text, and how much of them is read
//	attributes.go       the attributes an exemplar keeps
//	change.go           issue document ⇄ log record
//	batch.go            the records of a batch, and what is left of it after some
//	item.go             what spans and log records say about streams of events, and who sent them
package otlp
