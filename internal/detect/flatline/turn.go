package flatline

import "time"

// gatherMost bounds how many siblings and services are gathered for rulings while a second passes, some 20 ms of work: thousands of streams
// may stop at once, and data waits meanwhile. What is suspected beyond that is judged in turn, in its order, as soon as time passes
// again. gatherLongest bounds the time that counts.
const (
	gatherMost    = 8192
	gatherLongest = int64(time.Minute)
)

// turns are the streams that wait for a ruling, declared ones before others.
type turns struct {
	waiting [2][]StreamID
	left    int // to be gathered in this piece of time
}

// await puts a stream behind those that wait.
func (d *Detector) await(id StreamID, s *stream) {
	if s.waits {
		return
	}
	s.waits = true
	class := 1
	if s.definition >= 0 {
		class = 0
	}
	d.turns.waiting[class] = append(d.turns.waiting[class], id)
}

// takeTurns looks at streams that wait, before time passes until another.
func (d *Detector) takeTurns(to int64) {
	d.turns.left = int(gatherMost * min(max(to-d.clock, int64(time.Second)), gatherLongest) / int64(time.Second))
	for class := range d.turns.waiting {
		for all := &d.turns.waiting[class]; len(*all) > 0 && d.turns.left > 0; {
			id := (*all)[0]
			if *all = (*all)[1:]; d.streams.known(id) {
				d.streams.at(id).waits = false
				d.look(id, d.wheel.tick<<tickBits)
			}
		}
	}
}
