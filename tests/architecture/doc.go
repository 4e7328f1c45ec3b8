// Package architecture answers: is the project still built the way docs/architecture.md says?
//
//	rules_test.go       who may import whom, each rule with its reason
//	imports_test.go     applies the rules to the imports of every file
//	purity_test.go      domain code reads no clock and starts nothing; who starts goroutines is checked for leaks
//	components_test.go  manifest, component folders and the table in README.md agree; one version of the Collector
//	hygiene_test.go     nothing of the machine it was written on
package architecture
