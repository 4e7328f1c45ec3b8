// Package equality plays the same random histories on SQLite and on PostgreSQL and compares all that the
// stores hold afterwards, row by row. What can happen to issues stands in the list operations: whoever
// adds something that changes the store adds it there.
package equality
