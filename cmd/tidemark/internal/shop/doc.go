// Package shop is a sample application to try Tidemark with: four services of a shop, instrumented
// with the stock OpenTelemetry SDK for Go as any application would be. Nothing in it knows Tidemark.
//
//	frontend → checkout → inventory
//	                    → payment
//
// It is rolled out in three releases while customers order. Most orders succeed. What fails, and
// since which release, is in Sites; each fails on a fixed share of the orders, so that what was
// sent can be compared with what was counted.
//
// The services run in one process. Each has its own resource and they call each other through
// propagated trace contexts and goroutines of their own, so that traces and stacks are those of
// separate programs.
package shop
