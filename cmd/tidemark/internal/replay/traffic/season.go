package traffic

import "time"

// ofDay is how busy the shop is at the centre of each hour of the day, of its busiest hour.
var ofDay = [24]float64{
	.12, .06, .035, .025, .025, .05, .14, .32, .55, .72, .85, .92,
	.90, .88, .86, .85, .87, .90, .95, 1, .98, .80, .50, .27,
}

// ofWeek is how busy it is on each day, from Sunday, of an ordinary Tuesday.
var ofWeek = [7]float64{.65, .95, 1, 1, 1.02, .97, .80}

// holidayShare is how much of a Sunday's customers come on a holiday.
const holidayShare = .5

// season returns the share of the busiest hour's customers that usually come at a time, were it that day of the week.
func season(t time.Time, day time.Weekday) float64 {
	hour := float64(t.Hour()) + float64(t.Minute())/60 - .5
	if hour < 0 {
		hour += 24
	}
	before := int(hour)
	part := hour - float64(before)
	return ofWeek[day] * (ofDay[before]*(1-part) + ofDay[(before+1)%24]*part)
}
