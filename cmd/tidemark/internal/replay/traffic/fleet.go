package traffic

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// The services, as they were when the shop opened. Each runs once on each host.
var opened = []struct{ service, version string }{
	{"frontend", "5.3.0"}, {"catalog", "1.12.0"}, {"accounts", "2.0.0"}, {"checkout", "3.4.0"}, {"payment", "1.8.0"}, {"mailer", "1.1.0"},
}

// Hosts are the machines of the shop. Each has an agent that sends what its processes tell.
var Hosts = []string{"node-1", "node-2"}

// Staging is the environment where the next release is tried. Nobody shops there.
const (
	Production  = "production"
	Staging     = "staging"
	stagingHost = "node-3"
)

// canary is how long an ordinary release runs on the first host before the second gets it.
const canary = time.Hour

// Release is a new version of a service: on the first host at At, on the second Over later.
type Release struct {
	Service, Version string
	At               time.Time
	Over             time.Duration
}

// process is one run of a service, until the next release takes its place.
type process struct {
	service, version, environment, host, id string
	// phase is the second of each minute at which it is asked for its health.
	phase int
	until time.Time // zero while it runs
}

// fleet is all processes that ever ran: by service, host, and in the order of time.
type fleet struct {
	places  map[string][][]*process
	staging *process
}

func newFleet(releases []Release) *fleet {
	f := &fleet{places: map[string][][]*process{}, staging: newProcess("frontend", opened[0].version, Staging, stagingHost)}
	for _, o := range opened {
		for _, host := range Hosts {
			f.places[o.service] = append(f.places[o.service], []*process{newProcess(o.service, o.version, Production, host)})
		}
	}
	for _, r := range releases {
		for i, host := range Hosts {
			runs := f.places[r.Service][i]
			runs[len(runs)-1].until = r.At.Add(time.Duration(i) * r.Over)
			f.places[r.Service][i] = append(runs, newProcess(r.Service, r.Version, Production, host))
		}
	}
	return f
}

func newProcess(service, version, environment, host string) *process {
	h := fnv.New32a()
	fmt.Fprint(h, service, version, environment, host)
	sum := h.Sum32()
	return &process{service: service, version: version, environment: environment, host: host,
		id: fmt.Sprintf("%s-%08x", service, sum), phase: int(sum % 60)}
}

// at returns the process of a service on a host.
func (f *fleet) at(service string, host int, t time.Time) *process {
	runs := f.places[service][host]
	for _, p := range runs[:len(runs)-1] {
		if t.Before(p.until) {
			return p
		}
	}
	return runs[len(runs)-1]
}

// ordinary returns the releases of the learned weeks: one every other working day or so, in working hours.
func ordinary(seed uint64, from, to time.Time) []Release {
	var all []Release
	r := rand.New(rand.NewPCG(seed, 'r'))
	patches := map[string]int{}
	for day := from.AddDate(0, 0, 1); day.Before(to.AddDate(0, 0, -1)); day = day.AddDate(0, 0, 1) {
		o, at := opened[r.IntN(len(opened))], day.Add(10*time.Hour+time.Duration(r.IntN(6*60))*time.Minute)
		if weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday; weekend || r.IntN(2) == 0 {
			continue
		}
		patches[o.service]++
		version := fmt.Sprintf("%s%d", o.version[:len(o.version)-1], patches[o.service])
		all = append(all, Release{Service: o.service, Version: version, At: at, Over: canary})
	}
	return all
}
