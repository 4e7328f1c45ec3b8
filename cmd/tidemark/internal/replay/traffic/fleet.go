package traffic

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// deployed is a service in the version that it is first seen in.
type deployed struct{ service, version string }

// The services, as they were when the shop opened. Each runs once on each host.
var opened = []deployed{
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

// Release is a new version of a service: in the first place at At, in the second Over later, and in each of the others Next
// after that; zero is Over again.
type Release struct {
	Service, Version string
	At               time.Time
	Over, Next       time.Duration
}

// in returns when it comes to a place.
func (r *Release) in(place int) time.Time {
	if place == 0 {
		return r.At
	}
	return r.At.Add(r.Over + time.Duration(place-1)*cmp.Or(r.Next, r.Over))
}

// process is one run of a service, until the next release takes its place.
type process struct {
	service, version, environment, host, id string
	// phase is the second of each minute at which it is asked for its health.
	phase int
	// since is when it started, zero when that was before the shop opened. until is zero while it runs.
	since, until time.Time
}

// fleet is all processes that ever ran: by service, place, and in the order of time.
type fleet struct {
	// hosts has that of each place: where more than one process of a service runs on a host, it comes again.
	hosts   []string
	first   []deployed
	places  map[string][][]*process
	staging *process
}

func newFleet(first []deployed, hosts []string, releases []Release) *fleet {
	f := &fleet{hosts: hosts, first: first, places: map[string][][]*process{}, staging: newProcess("frontend", first[0].version, Staging, stagingHost, "")}
	for _, o := range first {
		f.places[o.service] = make([][]*process, len(hosts))
		for place := range hosts {
			f.start(place, o.service, o.version)
		}
	}
	for _, r := range releases {
		for place := range hosts {
			runs, at := f.places[r.Service][place], r.in(place)
			runs[len(runs)-1].until = at
			f.start(place, r.Service, r.Version).since = at
		}
	}
	return f
}

// start puts a process into a place, behind those that ran there.
func (f *fleet) start(place int, service, version string) *process {
	run := ""
	if n := len(f.places[service][place]); place >= len(Hosts) || n > 0 && f.places[service][0][0].version == version {
		run = fmt.Sprint(place, n) // not the only one of this version on its host
	}
	p := newProcess(service, version, Production, f.hosts[place], run)
	f.places[service][place] = append(f.places[service][place], p)
	return p
}

func newProcess(service, version, environment, host, run string) *process {
	h := fnv.New32a()
	fmt.Fprint(h, service, version, environment, host, run)
	sum := h.Sum32()
	return &process{service: service, version: version, environment: environment, host: host,
		id: fmt.Sprintf("%s-%08x", service, sum), phase: int(sum % 60)}
}

// at returns the process of a service in a place.
func (f *fleet) at(service string, place int, t time.Time) *process {
	runs := f.places[service][place]
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
