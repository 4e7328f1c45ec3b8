// Package baseline answers: how many events are expected now?
//
// A Model is the forecast of one stream of events: a season (hour of the week, shrunk towards hour of the day, shrunk
// towards the long-run mean) times a level that follows the last hours. It learns from closed hours with small, constant
// memory, knows neither clock nor stream, and is a value: copying it copies all that was learned.
//
// Rates are events per hour. Weeks are in the time zone given with each call; a local hour that comes twice when clocks are
// set back is neither expected nor learned.
package baseline
