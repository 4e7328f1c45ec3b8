// Package report answers: how loud is what a detector found, and did it begin or end? All detectors tell it in the same words.
package report
