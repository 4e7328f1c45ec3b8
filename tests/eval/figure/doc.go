// Package figure answers: what does a measurement say, and how certain is that? Its intervals are exact 95 % ones: they hold the truth
// at least that often, however little was counted.
package figure
