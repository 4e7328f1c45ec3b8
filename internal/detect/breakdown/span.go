package breakdown

// SpanRef is what a Book needs of a span.
type SpanRef struct {
	Trace      [16]byte
	ID, Parent [8]byte
	// Start and End are nanoseconds since 1970.
	Start, End int64
	// Entry says that the service was called by this span: kind server or consumer, or a span that begins the trace.
	Entry bool
	// Operation and Release are those of the service of an entry; they are not read of others. An entry with 0 is no call that is summed.
	Operation, Release uint32
	// Part is what a span that is no entry stands for. Client and producer spans have one that is not PartOwn: what is below them is
	// theirs. Spans inside the service have one of PartOwn, or 0.
	Part PartID
}
