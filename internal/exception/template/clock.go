package template

import "strings"

// isTimestamp accepts a date and, behind T or nothing, a time with fraction and zone:
// "2006-01-02", "2006-01-02T15:04:05.999Z", "2006/01/02", "20060102T150405Z".
func isTimestamp(s string) bool {
	n := dateLen(s)
	if n == 0 && len(s) >= 15 && s[8]|0x20 == 't' && digitsLen(s) == 8 && digitsLen(s[9:]) == 6 {
		return len(strings.TrimLeft(s[15:], "0123456789.Zz")) == 0
	}
	return n > 0 && n == len(s)
}

// dateLen returns the length of a date at the start of s, with the time behind a T; 0 for none.
func dateLen(s string) int {
	n := 10
	switch {
	case len(s) < 8 || !isDigitByte(s[0]):
		return 0
	case len(s) >= 10 && digitsLen(s) == 4 && (s[4] == '-' || s[4] == '/' || s[4] == '.') && s[7] == s[4]:
		if digitsLen(s[5:7]) != 2 || digitsLen(s[8:10]) != 2 {
			return 0
		}
	case len(s) >= 10 && digitsLen(s) == 2 && (s[2] == '/' || s[2] == '.' || s[2] == '-') && s[5] == s[2]:
		if digitsLen(s[3:5]) != 2 || digitsLen(s[6:10]) != 4 {
			return 0
		}
	default:
		return 0
	}
	if n < len(s) && isDigitByte(s[n]) {
		return 0
	}
	if n+1 < len(s) && s[n]|0x20 == 't' {
		if t := clockLen(s[n+1:]); t > 0 {
			n += 1 + t
		}
	}
	return n
}

// isClock accepts a time of day with seconds: "15:04:05", "15:04:05.999+02:00".
func isClock(s string) bool {
	n := clockLen(s)
	return n == len(s) && strings.Count(s[:min(n, 8)], ":") == 2
}

// clockLen returns the length of "15:04", "15:04:05.999Z" or "15:04:05,999+02:00" at the start of s.
func clockLen(s string) int {
	if len(s) < 5 || digitsLen(s) != 2 || s[2] != ':' || digitsLen(s[3:5]) != 2 {
		return 0
	}
	n := 5
	if len(s) >= 8 && s[5] == ':' && digitsLen(s[6:8]) == 2 {
		n = 8
		if len(s) > 9 && (s[8] == '.' || s[8] == ',') && isDigitByte(s[9]) {
			n = 9 + digitsLen(s[9:])
		}
	}
	switch rest := s[n:]; {
	case rest != "" && rest[0]|0x20 == 'z':
		return n + 1
	case len(rest) >= 6 && (rest[0] == '+' || rest[0] == '-') && digitsLen(rest[1:3]) == 2 && rest[3] == ':' && digitsLen(rest[4:6]) == 2:
		return n + 6
	case len(rest) >= 5 && (rest[0] == '+' || rest[0] == '-') && digitsLen(rest[1:5]) == 4:
		return n + 5
	}
	return n
}

// units of a duration. "m" and "d" alone are as likely metres as minutes, and vary all the same.
var units = [...]string{"ns", "us", "µs", "μs", "ms", "s", "m", "h", "d", "sec", "secs", "min", "mins"}

// durationLen returns the length of "12ms", "1.5s" or "1h2m3.5s" at the start of s.
func durationLen(s string) int {
	end := 0
	for end < len(s) && isDigitByte(s[end]) {
		n := end + decimalLen(s[end:])
		unit := n
		for unit < len(s) && class[s[unit]]&isWord != 0 && !isDigitByte(s[unit]) {
			unit++
		}
		if !isUnit(s[n:unit]) {
			return 0
		}
		end = unit
	}
	if end < len(s) && class[s[end]]&isWord != 0 {
		return 0
	}
	return end
}

func isUnit(s string) bool {
	for _, unit := range units {
		if s == unit {
			return true
		}
	}
	return false
}

// textDate recognises dates that begin with the name of a day or a month, in the forms of RFC 822,
// RFC 1123, ANSI C, Unix and JavaScript: "Mon, 02 Jan 2006 15:04:05 GMT", "Mon Jan  2 15:04:05 2006",
// "Jan 2, 2006". It returns where the date ends.
func textDate(s string, from int) (end int, ok bool) {
	day, month := calendarName(s[from:])
	if !day && !month {
		return from, false
	}
	numbers, at := 0, from
	for range 8 {
		start := at
		for at < len(s) && (isLetter(s[at]) || isDigitByte(s[at]) || s[at] == ':' || s[at] == '+' || s[at] == '.') {
			at++
		}
		for at > start && (s[at-1] == ':' || s[at-1] == '.') {
			at--
		}
		part := s[start:at]
		switch d, m := calendarName(part); {
		case part == "":
			return end, numbers > 0 && month
		case (d || m) && isCalendarWord(part):
			month = month || m
		case isClock(part), isZone(part):
			if numbers == 0 {
				return end, false
			}
		case digitsLen(part) == len(part) && len(part) <= 4:
			numbers++
		default:
			return end, numbers > 0 && month
		}
		end = at
		for at < len(s) && at < end+2 && (s[at] == ' ' || s[at] == ',' || s[at] == '-' && isLetterAt(s, at+1)) {
			at++
		}
	}
	return end, numbers > 0 && month
}

func isLetterAt(s string, i int) bool { return i < len(s) && isLetter(s[i]) }

// isZone accepts "GMT", "UTC", "CET", "+0200", "GMT+0100".
func isZone(s string) bool {
	name := strings.TrimRight(s, "+-0123456789")
	switch name {
	case "GMT", "UTC", "Z", "CET", "CEST", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "BST", "IST", "JST", "AM", "PM":
		return true
	}
	return name == "" && strings.HasPrefix(s, "+") && digitsLen(s[1:]) == 4 && len(s) == 5
}

// calendarName says whether s begins with the English name of a day or a month.
func calendarName(s string) (day, month bool) {
	if len(s) < 3 || s[0] < 'A' || 'Z' < s[0] {
		return false, false
	}
	switch s[:3] {
	case "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun":
		return true, false
	case "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec":
		return false, true
	}
	return false, false
}

// isCalendarWord says that s is no other word that begins like a day or a month.
func isCalendarWord(s string) bool {
	if len(s) == 3 {
		return true
	}
	switch s {
	case "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
		"January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December":
		return true
	}
	return false
}
