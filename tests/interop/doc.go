// Package interop answers: do programs and backends that know nothing of Tidemark work with it?
//
// Two shops written on the stock OpenTelemetry SDKs (python/shop.py, goshop) fail at two places
// each and send by gRPC and by HTTP to the real binary with its default configuration. The issues
// are read through Tidemark's API, and again out of a real Bugsink, because a 200 from a backend
// does not say what it made of an event.
//
// What each place must look like stands in expect_test.go. The tests have the build tag interop,
// because they install packages; `make interop` runs them, which is
//
//	go test -tags interop -count=1 -timeout 15m -v ./tests/interop
//
// The SDK for Python and Bugsink are installed once into .interop in the root of the checkout
// (TIDEMARK_INTEROP_DIR), about 250 MB. TIDEMARK_BIN names another Collector than
// bin/otelcol-tidemark. What cannot be had on a machine is skipped; the table at the end says
// what ran, in which version, and what did not and why.
package interop
