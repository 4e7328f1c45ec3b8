package breakdown

import "unsafe"

// bytesPerPart is what a name, its entry in the map and in the list take together, about.
const bytesPerPart = 300

// Stats returns what became of the spans so far.
func (b *Book) Stats() Stats {
	s := b.stats
	s.Held, s.Profiles, s.Parts = b.buffer.used, len(b.profiles), len(b.parts.ids)
	s.Bytes = len(b.buffer.pool)*int(unsafe.Sizeof(held{})) + len(b.buffer.traces)*int(unsafe.Sizeof(trace{})) +
		4*len(b.buffer.buckets) + 4*len(b.buffer.queue) + 16*len(b.buffer.past.now) +
		cap(b.calls.nodes)*int(unsafe.Sizeof(node{})) + 4*cap(b.calls.byID) +
		len(b.profiles)*(int(unsafe.Sizeof(profile{}))+64) + b.rows*int(unsafe.Sizeof(row{})) + len(b.parts.ids)*bytesPerPart
	return s
}
