package store

import (
	"context"
	"fmt"
)

// Stats says how much there is.
type Stats struct {
	// Bytes is the size of the database with its WAL, WALBytes that of the WAL alone. Of PostgreSQL it is the
	// size of the tables with their indexes, and WALBytes is 0.
	Bytes, WALBytes int64
	Issues          int64
	// Changes is the number of entries in the outbox, LastSeq the position of the last one.
	Changes, LastSeq int64
}

const (
	countChanges = `SELECT COUNT(*) FROM outbox`
	tablesSize   = `SELECT COALESCE(SUM(pg_total_relation_size(oid)), 0)::bigint FROM pg_class
		WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`
)

// Stats returns how much there is. It counts rows: for a health check, not for each request.
func (db *DB) Stats(ctx context.Context) (s Stats, err error) {
	for _, part := range []struct {
		into *int64
		text string
	}{{&s.Issues, countIssues}, {&s.Changes, countChanges}, {&s.LastSeq, lastSeq}} {
		if *part.into, err = db.number(ctx, part.text); err != nil {
			return Stats{}, fmt.Errorf("measure the store: %w", err)
		}
	}
	if db.shared != nil {
		if s.Bytes, err = db.number(ctx, tablesSize); err != nil {
			return Stats{}, fmt.Errorf("measure the store: %w", err)
		}
		return s, nil
	}
	s.WALBytes = walSize(db.path)
	s.Bytes = fileSize(db.path) + s.WALBytes
	return s, nil
}
