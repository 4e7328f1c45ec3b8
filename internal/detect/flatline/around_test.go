package flatline

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// silenced is a detector of some services with ten senders each that fell silent half an hour ago, and a stream of the first.
func silenced(t *testing.T, services int) (*Detector, StreamID, *suspicion) {
	d, err := New(Settings{})
	require.NoError(t, err)
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	var id StreamID
	for n := range services {
		service := fmt.Sprint("shop-", n)
		for k := range 10 {
			sender := d.Sender(Sender{Service: service, Environment: "prod", Instance: fmt.Sprint(k), Host: fmt.Sprint("host-", k)}, now)
			d.Hear(Heard{Sender: sender, Received: now, First: now, Last: now, Items: 3, Entries: 2, Roots: 1})
		}
		if n == 0 {
			id = d.Stream(Key{Definition: -1, Service: service, Environment: "prod", Signal: SignalSpan, Name: "server GET /"}, now)
		}
	}
	end := now.Add(30 * time.Minute).UnixNano()
	return d, id, &suspicion{now: end, until: end, onset: now.UnixNano() - 1, expected: 30, evidence: 30, threshold: 10}
}

// When an environment falls silent, each of its streams is judged: thousands of them at once, while data waits.
func TestSituation_AnotherStreamOfTheSameInstantCostsNothingForEachServiceAndSender(t *testing.T) {
	cost := func(services int) float64 {
		d, id, f := silenced(t, services)
		return testing.AllocsPerRun(20, func() { Judge(d.situation(id, d.streams.at(id), f)) })
	}
	require.Equal(t, cost(5), cost(100))
}

func TestSituation_HasTheCallsOfAllServicesWhenTheyAreAskedFor(t *testing.T) {
	d, id, f := silenced(t, 3)
	f.until = f.onset + 1 // all were heard then
	s := d.situation(id, d.streams.at(id), f)
	Judge(s)
	require.Len(t, s.Services, 3)
	for n, one := range s.Services {
		require.Equal(t, fmt.Sprint("shop-", n), one.Service)
		require.EqualValues(t, 20, one.Seen)
		require.Len(t, one.Hosts, 10)
	}
	d.Hear(Heard{Sender: 1, Received: at(f.now).Add(time.Hour), Last: at(f.now), Items: 1})
	f.now += int64(time.Hour)
	require.Equal(t, at(f.now), d.situation(id, d.streams.at(id), f).Services[0].Last, "another instant is another situation")
}
