// Package interop answers: do programs and backends that know nothing of Tidemark work with it?
//
// Shops written on stock OpenTelemetry SDKs, one folder a runtime, fail at two places each and send by
// gRPC and by HTTP, as span events, as log records and as both, to the real binary with its default
// configuration. The issues are read through Tidemark's API, and again out of real Sentry-compatible
// backends, because a 200 from a backend does not say what it made of an event.
//
//	interop_test.go   what is done with each shop
//	shops_test.go     the shops: how to install and start each, and what cannot be had
//	sites_test.go     what each place must look like
//	chain_test.go     compares an exception that was read back with it
//	tidemark_test.go  reads Tidemark
//	bugsink_test.go, spotlight_test.go   start and read the backends
//	install_test.go, pip_test.go, npm_test.go, maven_test.go   install packages
//	table_test.go     the table at the end
//
// The tests have the build tag interop, because they install packages; `make interop` runs them.
// Packages are installed once into build/interop (TIDEMARK_INTEROP_DIR), about 500 MB. TIDEMARK_BIN names another Collector than bin/otelcol-tidemark. What cannot be had on a
// machine is skipped, and the table at the end says why.
package interop
