// Package evidence answers: how sure is it that fewer events come than were expected, and how soon could anybody be?
//
// Evidence is in nats: −ln of how often it would be reached by chance. It is compared with Threshold, which turns a budget of
// false alarms a year into nats. A run without events counts in expected events (Tail turns those into nats), a drop in a bank of
// CUSUMs (Drop), events given their attempts by Binomial, a new release against the old one by an e-process (Cohort
// for fewer, Rise for more), and many of these together by EBH. Limit says what is possible at all.
//
// Everything is a value without pointers, stays in log space and knows neither clock nor stream.
package evidence
