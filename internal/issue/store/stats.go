package store

import (
	"context"
	"fmt"
)

// Stats says how much there is.
type Stats struct {
	// Bytes is the size of the database with its WAL, WALBytes that of the WAL alone.
	Bytes, WALBytes int64
	Issues          int64
	// Changes is the number of entries in the outbox, LastSeq the position of the last one.
	Changes, LastSeq int64
}

const countChanges = `SELECT COUNT(*) FROM outbox`

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
	s.WALBytes = walSize(db.path)
	s.Bytes = fileSize(db.path) + s.WALBytes
	return s, nil
}
