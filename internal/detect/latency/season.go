package latency

import "time"

const (
	weekHours = 168
	dayHours  = 24
	// What an hour of the week and of the day keeps of its weight each time it comes.
	weekKeep = 0.8
	dayKeep  = 0.95
	// An hour of the day begins as the mean for dayPrior hours, one of the week as that of the day for weekPrior hours. 60 blocks
	// tell an hour well, so both are short.
	dayPrior  = 0.25
	weekPrior = 1
)

// season is the logarithm of the median by hour of the week, which is drawn towards the hour of the day, and that towards the
// mean, while few such hours were seen. Only the hours that are under way are kept in full.
type season struct {
	// An hour of the day and the same one on each day of the week are beside each other, so that little memory is read at a time: place.
	level [weekHours + dayHours]int16 // in ringStep
	worth [weekHours + dayHours]uint8 // in worthStep hours
	// opened: how is the hour of the week that is under way, which week and day are of.
	opened    bool
	how       uint8
	week, day slot
	mean      float32 // of the logarithm of the median
	// hours that were learned from.
	hours float32
}

// worthStep is how fine the hours are kept that an hour is worth, of which there are 20 at most.
const worthStep = 1. / 12

// slot is a mean with the hours that it is worth.
type slot struct{ sum, hours float32 }

// slotOf returns the hour of the week and the share of it that has passed.
func slotOf(z *time.Location, t time.Time) (how int, passed float64) {
	if z == nil || z == time.UTC {
		// 1970 began on a Thursday.
		s := t.Unix()
		hour := s / 3600
		if s%3600 < 0 {
			hour--
		}
		return int(((hour+4*dayHours)%weekHours + weekHours) % weekHours), float64(s-hour*3600) / 3600
	}
	t = t.In(z)
	return int(t.Weekday())*dayHours + t.Hour(), float64(t.Minute()*60+t.Second()) / 3600
}

// at is the season at a time, even between the middles of the hours.
func (s *season) at(how int, passed float64) float64 {
	if passed < 0.5 {
		how, passed = (how+weekHours-1)%weekHours, passed+1
	}
	x := passed - 0.5
	return (1-x)*s.slot(how) + x*s.slot((how+1)%weekHours)
}

func (s *season) slot(how int) float64 {
	d, w := s.of(how)
	day := (d.sum + dayPrior*s.mean) / (d.hours + dayPrior)
	return float64((w.sum + weekPrior*day) / (w.hours + weekPrior))
}

// of returns what is known of an hour of the day, and of the week.
func (s *season) of(how int) (day, week slot) {
	if s.opened && how == int(s.how) {
		return s.day, s.week
	}
	if s.opened && how%dayHours == int(s.how)%dayHours {
		return s.day, s.load(how)
	}
	return s.load(weekHours + how%dayHours), s.load(how)
}

// place is where an hour of the week is kept or, from weekHours on, one of the day.
func place(i int) int {
	const days = weekHours/dayHours + 1
	if i >= weekHours {
		return (i-weekHours)*days + days - 1
	}
	return i%dayHours*days + i/dayHours
}

func (s *season) load(i int) slot {
	i = place(i)
	hours := float32(s.worth[i]) * worthStep
	return slot{float32(s.level[i]) * ringStep * hours, hours}
}

func (s *season) store(i int, x slot) {
	i = place(i)
	if s.worth[i] = uint8(min(x.hours/worthStep+0.5, 255)); s.worth[i] > 0 {
		s.level[i] = toLevel(float64(x.sum / x.hours))
	}
}

// open makes an hour of the week the one that is under way.
func (s *season) open(how int) {
	if s.opened && int(s.how) == how {
		return
	}
	if s.opened {
		s.store(weekHours+int(s.how)%dayHours, s.day)
		s.store(int(s.how), s.week)
	}
	s.opened, s.how = true, uint8(how)
	s.day, s.week = s.load(weekHours+how%dayHours), s.load(how)
}

// learn takes in the logarithm of the median of a block of some hours.
func (s *season) learn(how int, y, hours float64) {
	s.open(how)
	s.hours += float32(hours)
	s.mean += float32((y - float64(s.mean)) * hours / min(float64(s.hours), 2*weekHours))
	s.week.learn(float32(y), float32(hours), weekKeep)
	s.day.learn(float32(y), float32(hours), dayKeep)
}

func (s *slot) learn(y, hours, keep float32) {
	fade := 1 - (1-keep)*hours
	s.sum = s.sum*fade + y*hours
	s.hours = s.hours*fade + hours
}

// shift moves all hours by as much.
func (s *season) shift(delta float64) {
	s.mean += float32(delta)
	s.week.sum += float32(delta) * s.week.hours
	s.day.sum += float32(delta) * s.day.hours
	for i := range s.level {
		if s.worth[i] > 0 {
			s.level[i] = toLevel(float64(s.level[i])*ringStep + delta)
		}
	}
}
