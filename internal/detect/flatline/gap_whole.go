package flatline

import "time"

// whole rules when all senders of the service are silent: one incident for the host when all services there are silent, for
// the environment when most of it is, else for the service. What nobody could see is no flatline.
func (j *judgement) whole() Ruling {
	var ended []SenderState
	for s := range j.senders {
		ended = append(ended, s)
	}
	if len(ended) == 0 {
		ended = j.Senders
	}
	host := sameHost(ended)
	service, machine := serviceName("gap", j.Subject.Key), hostName(j.Subject.Key.Environment, host)
	environment := serviceName("gap", Key{Environment: j.Subject.Key.Environment})
	if o, ok := j.covering(service, machine, environment); ok {
		r := j.quiet("part of a telemetry gap that was told")
		r.Into = o.Name
		return r
	}
	onHost, inEnvironment := j.onHost(host), j.inEnvironment()
	if wait := max(onHost.wait, inEnvironment.wait); wait > 0 && j.At.Sub(newest(ended)) < company {
		return j.later(wait, "others may be silent as well")
	}
	r := j.tell(KindGap, TierNotice, service)
	r.Children = []string{j.Subject.Title}
	where, silent := "any process of "+j.Subject.Key.Service, 1
	switch {
	case onHost.silent > 1 && onHost.silent == onHost.all:
		r.Name, r.Host, r.At = machine, host, onHost.first
		where, silent = "host "+host, onHost.silent
	case inEnvironment.silent > 1 && 2*inEnvironment.silent > inEnvironment.all:
		r.Name, r.At = environment, inEnvironment.first
		where, silent = "environment "+j.Subject.Key.Environment, inEnvironment.silent
	}
	services := ""
	if silent > 1 {
		services = plural(silent, "service") + " fell silent together"
	}
	r.Words = j.words("nothing was received from "+where+" since "+j.since(newest(ended)), services,
		j.Subject.Title+" cannot be seen")
	return r
}

// covering finds the open gap that goes by one of the names.
func (j *judgement) covering(names ...string) (Incident, bool) {
	for _, name := range names {
		for _, o := range j.Open {
			if o.Kind == KindGap && o.Ended.IsZero() && o.Name == name && name != "" {
				return o, true
			}
		}
	}
	return Incident{}, false
}

// roll is a count of services by whether they are silent.
type roll struct {
	all, silent int
	wait        time.Duration // until it is known of one more
	first       int           // index of the first by name
}

func (j *judgement) call(r *roll, i int, p Pulse) {
	if r.all == 0 || byService(j.Services[i], j.Services[r.first]) < 0 {
		r.first = i
	}
	r.all++
	switch p.at(j.At, j.until) {
	case presenceSilent:
		r.silent++
	case presenceUnknown:
		if due := p.due(j.At); r.wait == 0 || due < r.wait {
			r.wait = due
		}
	}
}

func (j *judgement) onHost(host string) roll {
	var r roll
	if host == "" {
		return r
	}
	for i, s := range j.Services {
		for _, h := range s.Hosts {
			if h.Host == host {
				j.call(&r, i, h.Pulse)
			}
		}
	}
	return r
}

func (j *judgement) inEnvironment() roll {
	var r roll
	for i, s := range j.Services {
		j.call(&r, i, s.Pulse)
	}
	return r
}

func newest(senders []SenderState) time.Time {
	var last time.Time
	for _, s := range senders {
		if s.Last.After(last) {
			last = s.Last
		}
	}
	return last
}
