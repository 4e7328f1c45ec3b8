// Package scrub answers: what of an error may be stored or sent?
//
// Occurrence is the one door between a record and everything that keeps it: it copies the record,
// takes secrets and personal data out of every text, lets through the attributes of an allow-list,
// replaces the user id by a keyed hash, and bounds it all. Text does the same for a single text,
// such as a title, a culprit or the parts of a grouping decision.
//
//	Authorization: Bearer abc.def   Authorization: [secret]
//	password=hunter2, token: "x"    password=[secret], token: "[secret]"
//	https://bob:pw@host/?sig=x      https://[secret]@host/?sig=[secret]
//	eyJhbGciOi….eyJzdWIi….c2ln…     [jwt]
//	4111 1111 1111 1111             [card]
//	bob@example.com                 [email]
//
// It errs on the side of taking out too much. It does not know names, addresses of people or keys
// without a word before them; nobody can promise that.
package scrub
