// Package service is what all services of the sample shop have in common: their telemetry, serving
// a request and calling another service.
package service
