package slowdown

import (
	"strings"
	"time"
)

const (
	// releasesKnown is how many releases of a service are known at once; one that was not seen for releaseIdle makes room.
	releasesKnown = 64
	releaseIdle   = int64(time.Hour)
	instanceIdle  = int64(time.Hour)
	sweepEvery    = int64(time.Minute)
)

type serviceKey struct{ namespace, name, environment string }

// service is what runs under one name in one environment.
type service struct {
	serviceKey
	releases   []ReleaseID
	operations []OperationID
	dirty      bool
	saved      int64 // when it was saved last
	shared     lag   // of senders that name no instance
}

type operationKey struct {
	service uint32
	failed  bool
	name    string
}

type instanceKey struct {
	release ReleaseID
	name    string
}

// release is a version of a service. Times are unix nanoseconds.
type release struct {
	service     uint32
	version     string
	first, last int64
	// alone stands for the instance where none is named.
	alone     instance
	instances uint32 // that were ever seen
	suspect   bool   // its comparisons are to be judged
	cold      bool   // its cold start was judged
}

// instance is one process of a release.
type instance struct {
	instanceKey
	first, last int64
	spans       uint32
	place       uint8 // among those of its release that are told apart
	lag         lag
}

func (d *Detector) service(namespace, name, environment string, at int64) uint32 {
	k := serviceKey{namespace, name, environment}
	if id, ok := d.serviceIDs[k]; ok {
		return id
	}
	if len(d.serviceIDs) >= d.settings.MaxOperations && !d.sweepServices(at) {
		return 0
	}
	k = serviceKey{strings.Clone(namespace), strings.Clone(name), strings.Clone(environment)}
	id := uint32(len(d.services))
	if n := len(d.freeServices); n > 0 {
		id, d.freeServices = d.freeServices[n-1], d.freeServices[:n-1]
	} else {
		d.services = append(d.services, new(service))
	}
	*d.services[id] = service{serviceKey: k, dirty: true}
	d.serviceIDs[k] = id
	return id
}

// Operation returns the id of an operation. The strings are copied when it is new.
func (d *Detector) Operation(k Key, now time.Time) OperationID {
	at := d.time(now)
	home := d.service(k.Namespace, k.Service, k.Environment, at)
	if home == 0 {
		d.stats.Overflow++
		return 0
	}
	key := operationKey{service: home, failed: k.Failed, name: k.Operation}
	if id, ok := d.operationIDs[key]; ok {
		return id
	}
	if len(d.operationIDs) >= d.settings.MaxOperations && !d.sweepOperations(at) {
		d.stats.Overflow++
		return 0
	}
	key.name = strings.Clone(k.Operation)
	id := OperationID(len(d.operations))
	if n := len(d.freeOperations); n > 0 {
		id, d.freeOperations = d.freeOperations[n-1], d.freeOperations[:n-1]
	} else {
		d.operations, d.idle = append(d.operations, d.made.take()), append(d.idle, 0)
	}
	d.idle[id] = 0
	*d.operations[id] = operation{service: home, failed: k.Failed, name: key.name, born: at, last: at, id: id, dirty: true}
	d.operationIDs[key] = id
	d.services[home].operations = append(d.services[home].operations, id)
	return id
}

// Release returns the id of a release of a service, 0 without a version. The strings are copied when it is new.
func (d *Detector) Release(namespace, name, environment, version string, now time.Time) ReleaseID {
	if version == "" {
		return 0
	}
	at := d.time(now)
	home := d.service(namespace, name, environment, at)
	if home == 0 {
		d.stats.ReleaseOverflow++
		return 0
	}
	s := d.services[home]
	for _, id := range s.releases {
		if d.releases[id].version == version {
			return id
		}
	}
	if len(s.releases) >= releasesKnown && !d.dismiss(s, at) {
		d.stats.ReleaseOverflow++
		return 0
	}
	id := ReleaseID(len(d.releases))
	if n := len(d.freeReleases); n > 0 {
		id, d.freeReleases = d.freeReleases[n-1], d.freeReleases[:n-1]
	} else {
		d.releases = append(d.releases, release{})
	}
	d.releases[id] = release{service: home, version: strings.Clone(version), first: at, last: at}
	s.releases = append(s.releases, id)
	s.dirty = true
	return id
}

// dismiss makes room for a release: the one that was not seen for longest goes, if it is idle.
func (d *Detector) dismiss(s *service, now int64) bool {
	oldest := 0
	for i, id := range s.releases {
		if d.releases[id].last < d.releases[s.releases[oldest]].last {
			oldest = i
		}
	}
	id := s.releases[oldest]
	if now-d.releases[id].last < releaseIdle {
		return false
	}
	for _, op := range s.operations {
		d.leave(d.operations[op], id)
		d.book.Forget(uint32(op), uint32(id)) // also without a slot
	}
	for i := range d.instances {
		if d.instances[i].release == id {
			d.forgetInstance(InstanceID(i))
		}
	}
	s.releases = append(s.releases[:oldest], s.releases[oldest+1:]...)
	d.releases[id] = release{}
	d.freeReleases = append(d.freeReleases, id)
	return true
}

// Instance returns the id of an instance of a release; a host stands for one without a name. It is 0 without a release or
// without either. The strings are copied when it is new.
func (d *Detector) Instance(instanceName, host string, of ReleaseID, now time.Time) InstanceID {
	if instanceName == "" {
		instanceName = host
	}
	if instanceName == "" || of == 0 || int(of) >= len(d.releases) || d.releases[of].service == 0 {
		return 0
	}
	k := instanceKey{of, instanceName}
	if id, ok := d.instanceIDs[k]; ok {
		return id
	}
	at := d.time(now)
	if len(d.instanceIDs) >= d.settings.MaxInstances && !d.sweepInstances(at) {
		d.stats.InstanceOverflow++
		return 0
	}
	k.name = strings.Clone(instanceName)
	id := InstanceID(len(d.instances))
	if n := len(d.freeInstances); n > 0 {
		id, d.freeInstances = d.freeInstances[n-1], d.freeInstances[:n-1]
	} else {
		d.instances = append(d.instances, instance{})
	}
	r := &d.releases[of]
	d.instances[id] = instance{instanceKey: k, first: at, last: at, place: uint8(r.instances % places)}
	r.instances++
	d.instanceIDs[k] = id
	return id
}

// sweepInstances forgets those that were not seen for long, and reports whether there is room.
func (d *Detector) sweepInstances(now int64) bool {
	if now-d.swept < sweepEvery {
		return false
	}
	d.swept = now
	for i := 1; i < len(d.instances); i++ {
		if d.instances[i].release != 0 && now-d.instances[i].last > instanceIdle {
			d.forgetInstance(InstanceID(i))
		}
	}
	return len(d.instanceIDs) < d.settings.MaxInstances
}

func (d *Detector) forgetInstance(id InstanceID) {
	delete(d.instanceIDs, d.instances[id].instanceKey)
	d.instances[id] = instance{}
	d.freeInstances = append(d.freeInstances, id)
}

// instanceAt names the instances of a release that share a place.
func (d *Detector) instanceAt(of ReleaseID, place int, now int64) string {
	var all []string
	for i := range d.instances {
		if one := &d.instances[i]; one.release == of && int(one.place) == place && now-one.last < instanceIdle {
			all = append(all, one.name)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return strings.Join(all[:min(len(all), 3)], " or ")
}
