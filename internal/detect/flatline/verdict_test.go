package flatline

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// night is the day on which signups of the shop stop at 02:13; it is judged 47 minutes later.
func night(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", "2026-03-03 "+clock)
	if err != nil {
		panic(err)
	}
	return t
}

// shop is a service with three senders of release 2.0.0 in which signups stopped and all else goes on.
func shop() *Situation {
	at := night("03:00:00")
	s := &Situation{
		At: at, Until: at.Add(-30 * time.Second), Onset: night("02:13:00"),
		Subject: Subject{Key: Key{Definition: 0, Namespace: "eu", Service: "shop", Environment: "prod"}, Title: "signups", Declared: true,
			Tier: TierPage, Born: at.AddDate(0, -1, 0), BornIn: "1.9.0", Last: night("02:13:00"), Expected: 412, Low: 380, High: 440,
			Rate: 520, In: []string{"1.9.0", "2.0.0"}},
		Evidence: 17, Threshold: 16,
		Siblings: []Subject{
			discovered("server GET /cart", 900, 890),
			discovered("server GET /items", 4000, 4100),
			discovered("server GET /healthz", 282, 282),
		},
		Services: []ServiceState{
			{Namespace: "eu", Service: "shop", Environment: "prod", Pulse: heard(at), Expected: 5200, Seen: 5210, Roots: 0.1, LastEntry: at},
			{Namespace: "eu", Service: "gateway", Environment: "prod", Pulse: heard(at), Expected: 9000, Seen: 9100, Roots: 0.98, LastEntry: at},
			{Namespace: "eu", Service: "mailer", Environment: "prod", Pulse: heard(at), Expected: 300, Seen: 310, Roots: 0, LastEntry: at},
		},
		Releases: []ReleaseState{{Release: "2.0.0", First: at.AddDate(0, 0, -5), Share: 1}},
	}
	for _, host := range []string{"node-1", "node-2", "node-3"} {
		s.Senders = append(s.Senders, SenderState{Sender: Sender{Namespace: "eu", Service: "shop", Environment: "prod", Version: "2.0.0",
			Instance: "shop-" + host, Host: host}, Pulse: heard(at), First: at.AddDate(0, 0, -5), Rate: 1000, Now: 1000})
		for i := range s.Services {
			s.Services[i].Hosts = append(s.Services[i].Hosts, HostState{Host: host, Pulse: heard(at)})
		}
	}
	return s
}

func heard(at time.Time) Pulse { return Pulse{Last: at.Add(-5 * time.Second), Quiet: 2 * time.Minute} }

// discovered is a stream of the shop that comes with all its entry spans.
func discovered(name string, expected, seen float64) Subject {
	return Subject{Key: Key{Definition: -1, Namespace: "eu", Service: "shop", Environment: "prod", Signal: SignalSpan, Name: name},
		Title: name, Tier: TierNotice, Entry: true, Born: night("00:00:00").AddDate(0, -1, 0), BornIn: "1.9.0", Last: night("02:59:00"),
		Expected: expected, Seen: seen, Rate: expected, In: []string{"1.9.0", "2.0.0"}}
}

// attempts are the reference of signups.
func attempts(expected, seen float64) *Subject {
	s := discovered("signup attempts", expected, seen)
	s.Key.Definition, s.Declared = 1, true
	return &s
}

// released puts a release into the shop which all of it runs.
func released(s *Situation, name, first string) {
	s.Releases = append(s.Releases, ReleaseState{Release: name, First: night(first), Share: 1})
	for i := range s.Senders {
		s.Senders[i].Version, s.Senders[i].First = name, night(first)
	}
}

func words(r Ruling) string { return strings.Join(r.Words, "; ") }

func TestJudge_SaysWhatStopped(t *testing.T) {
	tests := []struct {
		name  string
		alter func(*Situation)
		kind  Kind // 0: nothing is told
		tier  Tier
		words string
	}{
		{"silence of a declared stream while all else goes on is a flatline that pages", func(*Situation) {},
			KindFlatline, TierPage, "no signups since 02:13 (47 min); 412 were expected, 380 to 440; requests go on (5,210, as usual)"},
		{"a discovered stream is a notice", func(s *Situation) { s.Subject = discovered("server GET /pay", 60, 0) },
			KindFlatline, TierNotice, "no server GET /pay since 02:13 (47 min); 60 were expected, 45 to 75; requests go on (5,210, as usual)"},
		{"a declared stream of the notice tier is a notice", func(s *Situation) { s.Subject.Tier = TierNotice },
			KindFlatline, TierNotice, ""},
		{"attempts go on and none succeeds", func(s *Situation) { s.Reference = attempts(1200, 1204) },
			KindConversion, TierPage, "no signups since 02:13 (47 min); 412 were expected, 380 to 440; signup attempts go on (1,204, as usual)"},
		{"attempts go on and few of them succeed, measured against them", func(s *Situation) {
			s.Reference, s.Ratio, s.Subject.Seen, s.Conditional = attempts(1200, 1204), 0.3, 124, true
		}, KindConversion, TierPage,
			"signups at 30 % since 02:13 (47 min); 124 came, 412 were expected, 380 to 440; signup attempts go on (1,204, as usual)"},
		{"half of the attempts are left, but they would have brought successes", func(s *Situation) { s.Reference, s.Evidence = attempts(1200, 600), 40 },
			KindConversion, TierPage,
			"no signups since 02:13 (47 min); 412 were expected, 380 to 440; signup attempts go on (600, 50 % fewer than usual)"},
		{"attempts that stopped as well are missing requests, not failing ones", func(s *Situation) {
			s.Reference = attempts(1200, 2)
			s.Reference.Last = night("02:13:10")
		}, KindTraffic, TierPage, ""},
		{"attempts that stopped hours before say nothing about signups", func(s *Situation) {
			s.Reference = attempts(1200, 0)
			s.Reference.Last = night("00:13:00")
		}, KindFlatline, TierPage, ""},
		{"a reference too rare to be judged is ignored", func(s *Situation) { s.Reference = attempts(2, 0) },
			KindFlatline, TierPage, ""},
		{"a drop against the forecast alone is a notice", func(s *Situation) { s.Ratio, s.Subject.Seen = 0.3, 124 },
			KindFlatline, TierNotice, "signups at 30 % since 02:13 (47 min); 124 came, 412 were expected, 380 to 440; requests go on (5,210, as usual)"},
		{"a drop against reference traffic pages", func(s *Situation) { s.Ratio, s.Subject.Seen, s.Conditional = 0.3, 124, true },
			KindFlatline, TierPage, ""},
		{"a drop of one release against the other pages", func(s *Situation) {
			s.Ratio, s.Subject.Seen, s.Cohort = 0.9, 370, "2.1.0"
			s.Releases = append(s.Releases, ReleaseState{Release: "2.1.0", First: night("01:00:00"), Share: 0.1})
		}, KindFlatline, TierPage, ""},
		{"a holiday on which all requests drop alike is nothing", func(s *Situation) {
			s.Ratio, s.Subject.Seen, s.Services[0].Seen = 0.5, 206, 2600
		}, 0, 0, "all requests of the service dropped alike: 50 % of what is expected came"},
		{"a drop beyond that of all requests is a notice", func(s *Situation) {
			s.Ratio, s.Subject.Seen, s.Services[0].Seen = 0.2, 82, 2600
		}, KindFlatline, TierNotice, ""},
		{"few expected events are an idle time", func(s *Situation) { s.Subject.Expected = 2.5 },
			0, 0, "idle: only 3 expected since 02:13"},
		{"evidence below the threshold is nothing", func(s *Situation) { s.Evidence = 15.9 }, 0, 0, "idle: the evidence is not enough"},
		{"a service without known senders proves nothing", func(s *Situation) { s.Senders = nil }, 0, 0, "no sender of the service is known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			tt.alter(s)
			r := Judge(s)
			require.Equal(t, tt.kind, r.Kind, words(r))
			require.Equal(t, tt.tier, r.Tier)
			require.Equal(t, tt.kind == 0, r.Silent)
			require.Zero(t, r.Wait)
			if tt.words != "" {
				require.Equal(t, tt.words, words(r))
			}
		})
	}
}

func TestJudge_WaitsLongerWhileTrafficIsLow(t *testing.T) {
	tests := []struct {
		name  string
		alter func(*Situation)
	}{
		{"half of all requests", func(s *Situation) { s.Services[0].Seen = 2600 }},
		{"half of all attempts", func(s *Situation) { s.Reference = attempts(1200, 600) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			s.At, s.Until, s.Subject.Expected = night("02:15:00"), night("02:15:00"), 17
			tt.alter(s)
			r := Judge(s)
			require.Zero(t, r.Kind, words(r))
			require.Equal(t, 106*time.Second, r.Wait.Round(time.Second), "15 more at 510 an hour")
			s.Evidence = 32
			require.Equal(t, TierPage, Judge(s).Tier, "twice the threshold is enough for half the traffic")
		})
	}
}

func TestJudge_HoldsADropOnAQuietDayAgainstAsFewRequestsAsThereMayHaveBeen(t *testing.T) {
	s := shop()
	s.Ratio, s.Subject.Expected, s.Subject.Rate, s.Subject.Seen, s.Threshold, s.Evidence = 0.1, 34, 36, 3, 11.6, 19
	requests := func(expected, seen float64) {
		for i := range s.Services {
			s.Services[i].Expected, s.Services[i].Seen = expected, seen
		}
	}
	requests(29, 18)
	r := Judge(s)
	require.Zero(t, r.Kind, words(r))
	require.Equal(t, time.Hour, r.Wait)
	requests(29_000, 18_000)
	require.Equal(t, TierNotice, Judge(s).Tier, "so many requests leave no doubt about the day")
}

func TestJudge_SpeaksInTheZoneOfTheStream(t *testing.T) {
	s := shop()
	s.Zone = time.FixedZone("", 5*3600)
	require.Contains(t, words(Judge(s)), "no signups since 07:13 (47 min)")
	s.Zone = time.FixedZone("", -3*3600)
	require.Contains(t, words(Judge(s)), "no signups since 2 Mar 23:13 (47 min)")
}
