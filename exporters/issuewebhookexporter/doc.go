//go:generate go tool -modfile=../../tools/go.mod mdatagen metadata.yaml

// Package issuewebhookexporter sends issue changes to a URL: as CloudEvents, as messages in Slack, Teams
// or Discord, or by a template. What is sent is in the packages of internal/wire/webhook, what an answer
// means in internal/wire/delivery.
//
//	exporter.go  batches in, errors out
//	kind.go      the configuration of each kind
//	single.go    one request per change: CloudEvents, templates
//	chat.go      messages for people: edits, threads, folds
//	service.go   what differs between the chat services
//	kept.go      what a chat remembers over a restart
//	request.go   one request
//
// Another kind needs its name in kind.go, with the validation of keys that only it has, and a package in
// internal/wire/webhook that writes its requests and reads its answers; webhook/teams is the smallest.
// Then, when people read it, it is a service in service.go: Kind.chat says so, newService returns it, and
// limits, folds and what is kept come by themselves. When a program reads it, one request per change, it
// is a case in newSingle. Its line in the README's tables is the rest.
package issuewebhookexporter
