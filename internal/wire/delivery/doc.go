// Package delivery answers: what does it mean for a change that a destination answered like this?
// It is what all exporters that speak HTTP share: a client that follows no redirects, an answer
// of which only so much is read, and one table that says which status is success, which is worth
// another try and which is a refusal.
//
//	client.go  the HTTP client and one request with it
//	answer.go  the table: status and headers → Class and Reason
//	proxy.go   the address of a proxy
//	order.go   several changes, one after the other
//	said.go    what an exporter said, without what libraries put around it
//
// It reads no clock but for the time limit of a request, keeps no state, and puts no URL, header or
// key into its errors: a webhook's URL is often a secret.
package delivery
