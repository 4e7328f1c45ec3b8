//go:build !race

package grouping

// raceDetector says that everything takes ten times as long.
const raceDetector = false
