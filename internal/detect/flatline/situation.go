package flatline

import "time"

// Situation is all that is known when the evidence of a stream has passed its threshold. Judge says what it means.
// Slices may come in any order. Services and Open may be shared by all situations of one instant: Judge changes nothing.
type Situation struct {
	// At is now. Until is the watermark: events up to then were counted; zero is At. Onset is the last event before the
	// silence or the beginning of the drop.
	At, Until, Onset time.Time
	// Zone is for times of day in words; nil is UTC.
	Zone    *time.Location
	Subject Subject
	// Evidence and Threshold are in nats. Ratio is the share that still comes: 0 for silence.
	Evidence, Threshold, Ratio float64
	// Conditional says that the evidence is relative to reference traffic and not to the forecast alone. Cohort is the
	// release which lost the stream while others kept it, when Evidence is of that; "" otherwise.
	Conditional bool
	Cohort      string
	// Reference is the declared reference, nil for none. It may be a stream of another service.
	Reference *Subject
	// Siblings are the other streams of the service, declared ones, newborn ones and those that stopped among them.
	Siblings []Subject
	// Senders are those of the service in the last week, new ones among them. Without any nothing can be told.
	Senders []SenderState
	// Services are those of the environment; Own is the index of the subject's, -1 when it is not among them.
	Services []ServiceState
	Own      int
	// Releases of the service in the last week.
	Releases []ReleaseState
	// Background is how many incidents of the service a year no release explains; less than 12 is taken as 12.
	Background float64
	// Open are the incidents of the environment that have not ended, or ended within a day.
	Open []Incident

	// own is the subject's service with its calls when Services are still without; gather then adds theirs, and the siblings. Both
	// are nil when all is there.
	own    *ServiceState
	gather func()
}

// Subject is a stream over the time since Onset.
type Subject struct {
	// Key.Signal may be 0 for a declared stream: then it may be renamed to a stream of any signal.
	Key Key
	// Title is what people call it: the declared name with its split values, or the name of the operation or event.
	Title    string
	Declared bool
	Tier     Tier
	// Entry says that its events are entry spans and therefore part of ServiceState.Expected.
	Entry bool
	// Born is its first event ever, BornIn the release that sent it.
	Born   time.Time
	BornIn string
	// Last is its last event.
	Last time.Time
	// Expected and Seen are events in (Onset, Until], of the subject as well as of siblings and reference; Low and High
	// bound what is expected (95 %), 0 where only chance blurs it. Rate is expected per hour now; a newborn stream that
	// has no forecast yet has Expected and Rate 0.
	Expected, Low, High, Seen, Rate float64
	// In are the releases that have sent it in the last week.
	In []string
}

// Pulse tells how long somebody has been silent, and whether that is long for them.
type Pulse struct {
	// Last is when a signal of any kind was last received.
	Last time.Time
	// Quiet is the longest silence that is usual: two export intervals, or the longest gap but for one in a thousand when
	// that is more. 0 is not known yet: two minutes.
	Quiet time.Duration
}

// SenderState is a sender in the last week.
type SenderState struct {
	Sender
	Pulse
	// First is its first signal.
	First time.Time
	// Rate is items per hour over the hours before Onset, 0 for one that was born later. Now is items per hour since
	// Onset, 0 for one that fell silent.
	Rate, Now float64
	// Part is its share of the subject's events before Onset. When it is 0 for all of them, senders count by Rate if
	// their release has sent the stream.
	Part float64
}

// GoneSender is one that fell silent after Last.
type GoneSender struct {
	Sender Sender
	Last   time.Time
}

// ServiceState is a service over the time since Onset.
type ServiceState struct {
	Namespace, Service, Environment string
	// Pulse is of all its senders together.
	Pulse
	// Expected and Seen are entry spans in (Onset, Until]; LastEntry is the last one. Roots is the share of them that
	// nobody called, as it was before Onset.
	Expected, Seen, Roots float64
	LastEntry             time.Time
	Hosts                 []HostState
}

// HostState is what a service sends from one host.
type HostState struct {
	Host string
	Pulse
}

// ReleaseState is a release of the service.
type ReleaseState struct {
	Release string
	// First is its first sight ever, not of a roll-back to it.
	First time.Time
	// Share is its part of the service's items since Onset.
	Share float64
}

// Incident is one that has been told.
type Incident struct {
	// Name is Ruling.Name of the ruling that opened it.
	Name string
	Kind Kind
	Tier Tier
	// Declared says that the stream that opened it is.
	Declared bool
	// Onset is of the stream that opened it, Rate its expected events per hour. Ended is zero while it lasts.
	Onset, Ended                    time.Time
	Rate                            float64
	Namespace, Service, Environment string
	// Host is set for a gap of a whole host.
	Host string
	// Gone are the senders of a gap in which others of their service go on.
	Gone []GoneSender
	// Children are the titles of the streams that belong to it.
	Children []string
}

// Ruling says what a situation means. There is something to tell unless Silent is set or Kind is 0. Judge keeps no state:
// asked again about the same silence it expects Expected and Evidence since the same Onset, never scaled by Observed.
type Ruling struct {
	Kind Kind
	Tier Tier
	// Name is of the incident, the same whenever it comes again and whichever of its streams is judged first.
	Name string
	// Wait asks to be asked again after this time: with Kind 0 it cannot be told yet, else there may be more to tell.
	Wait time.Duration
	// Silent: nothing is to be told about the stream by itself.
	Silent bool
	// Into is the open incident that it belongs to, if any. When it is not silent the incident is to be told again,
	// with this tier: what is judged now is louder than what was told.
	Into string
	// Observed is the share of Expected that could have been seen: 1 for all. With 0 the time since Onset is no evidence
	// and nothing is to be learned from it; the run begins anew when senders are heard again.
	Observed float64
	// Gone are senders that fell silent while others of their service did not: the stream goes on being watched by what is
	// left.
	Gone []GoneSender
	// At is the index of the service where it happened, -1 for none. Host is set for a gap of a whole host.
	At   int
	Host string
	// RenamedTo is the title of the stream under which the subject goes on.
	RenamedTo string
	// Release did it, "" when none is suspected; Odds are for it against chance.
	Release     string
	ReleaseSeen time.Time
	Odds        float64
	// Children are the titles of the other streams that stopped with it, sorted.
	Children []string
	// Words say what happened and why. Joined by "; " they are one sentence without its full stop.
	Words []string
}
