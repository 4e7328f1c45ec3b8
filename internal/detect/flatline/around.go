package flatline

import "github.com/tidemark-otel/tidemark/internal/detect/liveness"

// around is what was found out about senders at one instant. All that is suspected then shares it: when a whole environment falls
// silent, each of its streams asks for all of its services and their hosts.
type around struct {
	now          int64
	environments map[string]*surroundings
	senders      map[liveness.ServiceID][]liveness.SenderState
}

// surroundings are the services of an environment, without the calls that they had since an onset.
type surroundings struct {
	ids    []liveness.ServiceID
	states []ServiceState
}

// at forgets what was found out at another instant.
func (a *around) at(now int64) {
	if a.now != now || a.environments == nil {
		*a = around{now: now, environments: map[string]*surroundings{}, senders: map[liveness.ServiceID][]liveness.SenderState{}}
	}
}

// servicesOf are those of an environment now. They are shared and must not be changed.
func (d *Detector) servicesOf(environment string, now int64) *surroundings {
	d.around.at(now)
	known := d.around.environments[environment]
	if known == nil {
		known = &surroundings{}
		for id := range d.senders.Services(environment) {
			known.ids = append(known.ids, id)
			known.states = append(known.states, d.serviceState(id, now))
		}
		d.around.environments[environment] = known
	}
	return known
}

// sendersOf are those of a service in the last week. They are shared and must not be changed.
func (d *Detector) sendersOf(service liveness.ServiceID, now int64) []liveness.SenderState {
	d.around.at(now)
	known, found := d.around.senders[service]
	if !found {
		known = d.senders.SendersOf(service, now-lately, now)
		d.around.senders[service] = known
	}
	return known
}

// serviceState is what is known of a service, but for its calls.
func (d *Detector) serviceState(id liveness.ServiceID, now int64) ServiceState {
	one := d.senders.State(id, now)
	state := ServiceState{Namespace: one.Namespace, Service: one.Service, Environment: one.Environment,
		Pulse: Pulse{Last: at(one.Last), Quiet: one.Quiet}, Roots: one.Roots, LastEntry: at(one.LastEntry)}
	for _, host := range d.senders.Hosts(id, now-lately, now) {
		state.Hosts = append(state.Hosts, HostState{Host: host.Host, Pulse: Pulse{Last: at(host.Last), Quiet: host.Quiet}})
	}
	return state
}
