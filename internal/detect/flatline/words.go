package flatline

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// words are those sentences that say something.
func (j *judgement) words(sentences ...string) []string {
	var all []string
	for _, s := range sentences {
		if s != "" {
			all = append(all, s)
		}
	}
	return all
}

// missing: "no signups since 02:13 (47 min); 412 were expected, 380 to 440".
func (j *judgement) missing() string {
	s := j.Subject
	expected := number(j.expected) + " were expected, " + j.band()
	if j.dropped() {
		return s.Title + " at " + percent(portion(s.Seen, j.expected)) + " since " + j.since(j.Onset) + "; " +
			number(counted(s.Seen)) + " came, " + expected
	}
	return "no " + s.Title + " since " + j.since(j.Onset) + "; " + expected
}

// band is what may be expected, by chance alone where no more is known.
func (j *judgement) band() string {
	low, high := counted(j.Subject.Low)*j.observed, counted(j.Subject.High)*j.observed
	if high <= 0 {
		spread := 1.96 * math.Sqrt(j.expected)
		low, high = max(0, j.expected-spread), j.expected+spread
	}
	return number(low) + " to " + number(high)
}

// goesOn: "requests go on (5,210, as usual)".
func (j *judgement) goesOn() string {
	if f := j.entries(); f.known() && !j.collapsed(f) {
		return "requests go on (" + usual(f.seen, f.expected) + ")"
	}
	return ""
}

// arriving: "requests stopped arriving at gateway (3 instead of 5,210)".
func (j *judgement) arriving(at int, service string) string {
	words := "requests stopped arriving at " + service
	if at < 0 {
		return words
	}
	s := j.Services[at]
	switch f := (flow{counted(s.Expected), counted(s.Seen), s.LastEntry}); {
	case j.ended(f):
		words += " (none since " + j.clock(f.last) + ")"
	case f.known():
		words += " (" + number(f.seen) + " instead of " + number(f.expected) + ")"
	}
	return words
}

// withIt: "with it stopped: cart, checkout and 3 more, and the requests of 2 other services".
func (j *judgement) withIt(children []string, others int) string {
	const most = 5
	var parts []string
	for _, c := range children {
		if c != j.Subject.Title {
			parts = append(parts, c)
		}
	}
	if n := len(parts); n > most {
		parts = append(parts[:most], strconv.Itoa(n-most)+" more")
	}
	if others > 0 {
		parts = append(parts, "the requests of "+plural(others, "other service"))
	}
	if len(parts) == 0 {
		return ""
	}
	return "with it stopped: " + strings.Join(parts, ", ")
}

// part: "20 % of it could not be seen", when senders are missing.
func (j *judgement) part() string {
	if j.observed >= 0.995 {
		return ""
	}
	return percent(1-j.observed) + " of it could not be seen: some processes are silent"
}

func (j *judgement) fellSilent(gone []SenderState) string {
	return plural(len(gone), "process") + " of " + j.Subject.Key.Service + " fell silent at " + j.clock(newest(gone)) +
		" and nothing took their place"
}

// usual compares a count with what was expected: "1,204, as usual".
func usual(seen, expected float64) string {
	words := number(seen)
	switch ratio := seen / max(expected, 1); {
	case between(seen, 0.9*expected, 1.1*expected):
		return words + ", as usual"
	case ratio < 1:
		return words + ", " + percent(1-ratio) + " fewer than usual"
	default:
		return words + ", " + percent(ratio-1) + " more than usual"
	}
}

// clock is the time of day, with the day when it is not today.
func (j *judgement) clock(t time.Time) string {
	t, now := t.In(j.zone), j.At.In(j.zone)
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04")
	}
	return t.Format("2 Jan 15:04")
}

// since: "02:13 (47 min)".
func (j *judgement) since(t time.Time) string { return j.clock(t) + " (" + lasted(j.At.Sub(t)) + ")" }

// lasted tells a duration in its two largest units.
func lasted(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch {
	case d < 2*time.Minute:
		return strconv.Itoa(max(0, int(d.Seconds()))) + " s"
	case minutes < 60:
		return strconv.Itoa(minutes) + " min"
	case minutes < 24*60:
		return strings.TrimSuffix(strconv.Itoa(minutes/60)+" h "+strconv.Itoa(minutes%60)+" min", " 0 min")
	}
	hours := (minutes + 30) / 60
	return strings.TrimSuffix(strconv.Itoa(hours/24)+" d "+strconv.Itoa(hours%24)+" h", " 0 h")
}

// number is a rounded count with commas: "1,204".
func number(x float64) string {
	digits := strconv.FormatFloat(math.Round(counted(x)), 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func percent(x float64) string { return strconv.Itoa(int(math.Round(100*min(counted(x), 1e6)))) + " %" }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "s") {
		return strconv.Itoa(n) + " " + noun + "es"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
