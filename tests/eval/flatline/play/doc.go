// Package play answers: what does a detector say when this happens?
//
// It plays the events of a series as the processes of a service would send them: each event on one of several senders, in batches
// every five seconds, amid other telemetry of the same service, and then lets a fault interfere.
package play
