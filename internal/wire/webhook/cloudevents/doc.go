// Package cloudevents answers: how does an issue change look as a CloudEvent, and how does its
// receiver know that it is genuine?
//
//	event.go      issue document → CloudEvents 1.0, structured mode, JSON
//	signature.go  HMAC over the body and the time of sending
//
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
package cloudevents
