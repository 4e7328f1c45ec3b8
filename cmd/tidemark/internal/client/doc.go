// Package client answers: what does the Collector say? It asks the HTTP API (docs/api.md) and tells
// apart that there is no Collector (UnreachableError) and that it said no (a Problem).
package client
