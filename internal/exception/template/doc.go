// Package template answers: what is the same in two messages that differ only in their variables?
//
// Of replaces what varies from one occurrence to the next (numbers, ids, addresses, times) by
// placeholders, in one scan by hand over the first two lines of a message:
//
//	order 4711 of bob@example.com failed after 12ms  →  order <num> of <email> failed after <duration>
//
// Placeholders: <num> <size> <hex> <uuid> <id> <ip> <mac> <email> <date> <time> <duration> <jwt> <query> <user>
// <str> <bool>. They hold no digits and nothing else that is a variable, so Of(Of(x)) == Of(x).
//
// A short id of letters and digits looks as a number does, because the next may be one by chance. A list of
// equal placeholders is one, because the next may be longer.
//
// What is kept, although it looks like a variable: digits that belong to a name (utf-8, sha256,
// HTTP/1.1, python3.11, x86, v1beta1, a::b), scheme and host of a URL, the words of paths and, but for
// OfUnquoted, of quoted strings and of values behind a key and an equals sign. A long name ends in its
// number: "INV000123" becomes "INV<num>".
package template
