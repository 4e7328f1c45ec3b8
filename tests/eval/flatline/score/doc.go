// Package score answers: how good was a rule, and how sure is that?
package score
