package issue

import "fmt"

// Kind says what an issue is about.
type Kind string

// The kinds of issue. All but errors come from detectors, as findings.
const (
	KindError        Kind = "error"         // an exception, or a log record that tells one
	KindFlatline     Kind = "flatline"      // a stream of events stopped or dropped, while its senders live and traffic goes on
	KindConversion   Kind = "conversion"    // attempts go on, successes stopped or dropped
	KindTraffic      Kind = "traffic"       // requests stopped arriving
	KindTelemetryGap Kind = "telemetry_gap" // telemetry is missing: nothing is known about the business
	KindRenamed      Kind = "renamed"       // a stream goes on under another name
	KindLatency      Kind = "latency"       // an operation became slower
	KindStuck        Kind = "stuck"         // work waits and is not done
)

// Kinds lists all kinds in the order in which documentation shows them. Nothing opens the last one yet.
var Kinds = []Kind{
	KindError, KindFlatline, KindConversion, KindTraffic, KindTelemetryGap, KindRenamed, KindLatency, KindStuck,
}

// ParseKind returns the kind with a name.
func ParseKind(name string) (Kind, error) {
	for _, k := range Kinds {
		if string(k) == name {
			return k, nil
		}
	}
	return "", fmt.Errorf("unknown kind %q: use one of %s", name, KindNames())
}

// KindNames lists the names of all kinds for people: "error, flatline, …".
func KindNames() (text string) {
	for n, k := range Kinds {
		if n > 0 {
			text += ", "
		}
		text += string(k)
	}
	return text
}
