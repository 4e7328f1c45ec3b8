// Package traffic makes up the telemetry of a shop over weeks of simulated time: the same for the same seed.
//
//	season.go   how many people come at which hour of the week
//	chance.go   the dice
//	fleet.go    six services on two hosts, their processes, and the releases that are rolled out now and then
//	request.go  what a request does: which service calls which, and what it logs when it worked
//	sale.go     the same shop on the day of a sale: a hundred times as many orders, and more processes
//	work.go     how long a service works on its part, and what its spans say of it
//	trouble.go  what is unusual
//	batch.go    what the agents of the hosts send together, as OTLP
//	shop.go     time passing
package traffic
