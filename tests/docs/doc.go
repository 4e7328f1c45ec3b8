// Package docs answers: is what the documentation says true? CONTRIBUTING.md lists what is done with
// each kind of block.
//
//	page.go            pages, their blocks, links and headings
//	static_test.go     what needs no binary: languages, links, variables, json, go, manifests
//	yaml_test.go       configurations, validated by the built Collector
//	complete_test.go   makes a whole configuration of a part of one
//	shell_test.go      commands, run against a Collector
//	shipped_test.go    the configurations of the distribution start, say that they are well, and stop
//	collector_test.go  the built Collector on free ports
//
// What needs the built binaries has the build tag scenario: `make smoke` and `make scenario` run it.
package docs
