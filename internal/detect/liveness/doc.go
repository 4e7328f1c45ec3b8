// Package liveness answers: who sends telemetry, and are they still there?
//
// A silent stream proves nothing unless those who would have reported it are alive. So a Registry follows every sender (a
// process) and every service (its senders together): when it was last heard, how late its items come, by how much its clock
// is off, which releases run, how much traffic enters it, and when it could not be observed.
//
// Liveness goes by the time at which batches arrive; what they hold goes by the time of its items. Memory is bounded: senders
// that are gone make room, and what finds none shares one sender per service.
package liveness
