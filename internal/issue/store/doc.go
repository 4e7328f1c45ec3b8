// Package store answers: what is known about each issue, and what was told about it?
//
// It keeps issues with their counts, releases and exemplars, the log of changes with the cursors of
// its readers, and the little that the tracker must remember about itself. It decides nothing:
// transitions come from package issue, which change goes where from package outbox.
//
// There is one writer. DB.Update runs a function in one transaction; what is on Tx writes. What is
// on DB reads a committed state, from any goroutine, and never waits for the writer. On PostgreSQL, which
// several processes share, there is one writer of all of them, but for DB.UpdateBeside:
//
//	err := db.Update(ctx, func(tx *store.Tx) error {
//		if done, err := tx.Flushed(ctx, instance, number); done || err != nil {
//			return err // this flush was committed before, its answer was lost
//		}
//		overflow, err := tx.AddTraffic(ctx, store.Traffic{Of: identity, Release: "1.4.0", …})
//		known, found, err := tx.Issue(ctx, tenant, id)
//		…
//		release, _, err := tx.BookRelease(ctx, identity, "1.4.0", now) // may be "(other)"
//		fresh, err := tx.AddRelease(ctx, tenant, id, store.Release{Release: release, …})
//		if fresh {
//			seen.Releases = known.Releases + 1
//		}
//		err = tx.AddCounts(ctx, tenant, id, store.Count{Release: release, …})
//		next, change, err := issue.Transition(known, event, policy)
//		err = tx.SaveIssue(ctx, next, next.Due(policy))
//		err = tx.AppendStep(ctx, tenant, id, change.Step)
//		err = tx.Append(ctx, &entry)
//		return tx.SetFlushed(ctx, instance, number)
//	})
//
// Times are stored as unix nanoseconds in UTC with 0 for none, states and levels by name, counts as
// floating point. The tenant stands in every key and index. Statements keep to what SQLite and
// PostgreSQL both understand, with ? for an argument. A migration writes {{clustered}} and {{blob}} for what
// differs; PostgreSQL has TEXT in the order of its bytes and INTEGER with 64 bits.
//
//	Where do I look?
//	store.go, transaction.go    opening; transactions and what they may meet in a shared store
//	sqlite.go, writer.go, checkpoint.go, lock*.go, network*.go    what SQLite needs and PostgreSQL does not
//	postgres*.go, rebind.go, dial*.go    what PostgreSQL needs and SQLite does not
//	late.go                 what a transaction beside others writes last
//	lease.go                who of several processes does what; secrets they have in common
//	migrate.go, migrations/ the schema and its versions
//	record.go, issue.go     an issue as a row; reading and saving it
//	stored.go               what is kept as JSON in a column: mutes, standings, proofs
//	history.go              the audit trail of an issue
//	merge.go                several issues as one
//	alias.go, tombstone.go  other names of an issue; what is left of one that was removed
//	path.go                 how many issues a path has; names of the one that takes its messages
//	release.go, booking.go  releases of an issue; releases of a service and their limit
//	traffic.go, book.go     what comes from each release; its place among the others
//	place.go                services in environments, and how many issues have to do with each of their releases
//	count.go, series.go     counts per minute, hour and day: writing; reading
//	body.go                 exemplars and documents, packed
//	exemplar.go, detail.go  kept occurrences; an issue with all that is beside it
//	list.go, due.go         lists for people; lists for the tracker
//	change.go, cursor.go    the outbox; how far each destination has read
//	refused.go              changes that a destination will never take
//	flush.go, alive.go      flushes counted once; times in which nobody watched
//	snapshot.go             what detectors have learned
//	retention.go, trim*.go  limits and what goes when they are reached
//	backup.go, stats.go     a copy while running; sizes
package store
