package breakdown

// Spent is what a call spends on one part, on average over the calls.
type Spent struct {
	// Nanoseconds on the critical path, per call; afterwards with the gaps behind calls that are repeated more often than before.
	Nanoseconds float64
	// Times is how often per call, also beside the critical path.
	Times float64
	// Each is how long one takes, in nanoseconds, with what is below it and beside the critical path; of the code of the entry, all of it
	// with the gaps. 0 when there was none.
	Each float64
}

// Growth is how a part of a call changed from one release to another.
type Growth struct {
	Part          Part
	Before, After Spent
	// Nanoseconds is by how much more a call spends on the part, between Low and High. The intervals of all parts of an answer hold at
	// once with 90 %, by the variance that was seen.
	Nanoseconds, Low, High float64
	// Share is Nanoseconds as a share of what the whole call grew by; 0 when it did not.
	Share float64
	// Certain says that the part did grow: Low is above 0, and there are enough calls for an interval to mean something.
	Certain bool
}

// Stats counts what became of spans and traces since New, and says what is held.
type Stats struct {
	// Spans taken, and those that were not: of traces that were refused or over, duplicates, and with times before 1970.
	Spans, Refused, Late, Duplicate, Bad uint64
	// Traces whose calls were summed, refused because the buffer was full, and dropped because they were too long.
	Traces, RefusedTraces, Dropped uint64
	// Calls summed; Long took longer than traces are kept; Orphans are spans of no call.
	Calls, Long, Orphans uint64
	// PartOverflow and ProfileOverflow count what there was no room for: names of parts and calls.
	PartOverflow, ProfileOverflow uint64
	// Held are spans in the buffer now, Profiles and Parts those that are known.
	Held, Profiles, Parts int
	// Bytes is what all of it takes, about.
	Bytes int
}
