package flatline

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// silence lets senders of the shop fall silent at a time.
func silence(s *Situation, clock string, senders ...int) {
	for _, i := range senders {
		s.Senders[i].Last, s.Senders[i].Now = night(clock), 0
		s.Services[0].Hosts[i].Last = night(clock)
	}
	if len(senders) == len(s.Senders) {
		s.Services[0].Last = night(clock)
	}
}

// lose lets senders of the shop fall silent at a time, and what they were asked for is missing.
func lose(s *Situation, clock string, senders ...int) {
	silence(s, clock, senders...)
	s.Services[0].Seen *= 1 - float64(len(senders))/float64(len(s.Senders))
}

// crash lets all that services of the environment send from hosts end.
func crash(s *Situation, clock string, services []int, hosts ...string) {
	for _, i := range services {
		for k := range s.Services[i].Hosts {
			for _, h := range hosts {
				if s.Services[i].Hosts[k].Host == h {
					s.Services[i].Hosts[k].Last = night(clock)
				}
			}
		}
	}
}

// onOneHost moves the shop to node-1.
func onOneHost(s *Situation) {
	s.Senders = s.Senders[:1]
	s.Services[0].Hosts = s.Services[0].Hosts[:1]
}

func TestJudge_NeverTakesLostTelemetryForAFlatline(t *testing.T) {
	tests := []struct {
		name  string
		alter func(*Situation)
		want  string // name of the incident
		at    int
		host  string
		words string
	}{
		{"all senders of one service are silent", func(s *Situation) { silence(s, "02:13:01", 0, 1, 2) },
			`gap ["eu" "shop" "prod"]`, 0, "",
			"nothing was received from any process of shop since 02:13 (47 min); signups cannot be seen"},
		{"all services of its only host are silent: the agent there is gone", func(s *Situation) {
			onOneHost(s)
			silence(s, "02:13:01", 0)
			crash(s, "02:13:01", []int{1, 2}, "node-1")
		}, `gap ["prod" "node-1"]`, 1, "node-1",
			"nothing was received from host node-1 since 02:13 (47 min); 3 services fell silent together; signups cannot be seen"},
		{"its only host lives in others: the service is gone by itself", func(s *Situation) {
			onOneHost(s)
			silence(s, "02:13:01", 0)
			crash(s, "02:13:01", []int{1}, "node-1")
		}, `gap ["eu" "shop" "prod"]`, 0, "", ""},
		{"most of the environment is silent: the way to us is broken", func(s *Situation) {
			silence(s, "02:13:01", 0, 1, 2)
			s.Services[1].Last = night("02:13:10")
		}, `gap ["" "" "prod"]`, 1, "",
			"nothing was received from environment prod since 02:13 (47 min); 2 services fell silent together; signups cannot be seen"},
		{"attempts counted elsewhere do not make it a conversion", func(s *Situation) {
			silence(s, "02:13:01", 0, 1, 2)
			s.Reference = attempts(1200, 1204)
		}, `gap ["eu" "shop" "prod"]`, 0, "", ""},
		{"the only sender that sends the stream is silent", func(s *Situation) {
			s.Senders[0].Part = 1
			lose(s, "02:13:01", 0)
		}, `gap ["eu" "shop" "prod"]`, 0, "", "1 process of shop fell silent at 02:13 and nothing took their place; 100 % of signups cannot be seen"},
		{"one of three is silent and the others send as before", func(s *Situation) { lose(s, "02:13:01", 1) },
			`gap ["eu" "shop" "prod"]`, 0, "", "1 process of shop fell silent at 02:13 and nothing took their place; 33 % of signups cannot be seen"},
		{"a third of the events is missing with one of three senders", func(s *Situation) {
			lose(s, "02:13:01", 1)
			s.Ratio, s.Subject.Seen, s.Evidence = 0.67, 275, 40
		}, `gap ["eu" "shop" "prod"]`, 0, "", "1 process of shop fell silent at 02:13 and nothing took their place; 33 % of signups cannot be seen"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			tt.alter(s)
			r := Judge(s)
			require.Equal(t, KindGap, r.Kind, words(r))
			require.Equal(t, TierNotice, r.Tier)
			require.Equal(t, tt.want, r.Name)
			require.Equal(t, tt.at, r.At)
			require.Equal(t, tt.host, r.Host)
			require.Equal(t, []string{"signups"}, r.Children)
			require.Less(t, r.Observed, 0.7)
			if tt.words != "" {
				require.Equal(t, tt.words, words(r))
			}
			s.Open = []Incident{{Name: r.Name, Kind: KindGap, Tier: TierNotice, Onset: night("02:13:00"), Environment: "prod"}}
			again := Judge(s)
			require.True(t, again.Silent, "it is told once")
			require.Equal(t, r.Name, again.Into)
			require.Equal(t, r.Observed, again.Observed)
		})
	}
}

func TestJudge_WaitsUntilItIsKnownWhetherTheSendersLive(t *testing.T) {
	tests := []struct {
		name  string
		alter func(*Situation)
		wait  time.Duration
	}{
		{"senders are silent since the last event, but not for longer than is usual", func(s *Situation) {
			silence(s, "02:13:01", 0, 1, 2)
			s.At, s.Until = night("02:14:30"), night("02:14:00")
		}, 32 * time.Second},
		{"most senders have not been heard since", func(s *Situation) {
			silence(s, "02:13:01", 0, 1)
			s.At, s.Until, s.Senders[2].Last = night("02:14:30"), night("02:14:00"), night("02:14:05")
		}, 32 * time.Second},
		{"other services may have fallen silent with it", func(s *Situation) {
			silence(s, "02:13:01", 0, 1, 2)
			s.At, s.Until = night("02:16:00"), night("02:15:30")
			s.Services[1].Last, s.Services[1].Quiet = night("02:13:05"), 5*time.Minute
		}, 2*time.Minute + 6*time.Second},
		{"with a tenth of the senders gone, the evidence of the rest is not enough yet", func(s *Situation) {
			s.Senders[0].Part, s.Senders[1].Part, s.Senders[2].Part = 0.05, 0.5, 0.45
			s.Evidence, s.Subject.Expected = 16.1, 16.1
			lose(s, "02:13:01", 0)
		}, 2*time.Minute + 9*time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			tt.alter(s)
			r := Judge(s)
			require.Zero(t, r.Kind, words(r))
			require.False(t, r.Silent)
			require.Equal(t, tt.wait, r.Wait.Round(time.Second), words(r))
		})
	}
}

func TestJudge_BelievesSilenceWhileSendersAreReplaced(t *testing.T) {
	born := func(s *Situation, version, clock string, now float64) {
		n := s.Senders[0]
		n.Version, n.Instance, n.First, n.Pulse, n.Rate, n.Now = version, "shop-"+version+clock, night(clock), heard(s.At), 0, now
		s.Senders = append(s.Senders, n)
	}
	tests := []struct {
		name     string
		alter    func(*Situation)
		observed float64
	}{
		{"all senders live", func(*Situation) {}, 1},
		{"senders send seldom, but have been heard since", func(s *Situation) {
			for i := range s.Senders {
				s.Senders[i].Pulse = Pulse{Last: night("02:55:00"), Quiet: 20 * time.Minute}
			}
		}, 1},
		{"a new release replaces all three, one for one", func(s *Situation) {
			silence(s, "02:12:50", 0, 1, 2)
			for _, clock := range []string{"02:11:00", "02:12:00", "02:13:00"} {
				born(s, "2.1.0", clock, 1000)
			}
		}, 1},
		{"a new release replaces three by one", func(s *Situation) {
			silence(s, "02:12:50", 0, 1, 2)
			born(s, "2.1.0", "02:11:00", 900)
		}, 1},
		{"a sender restarts under another name", func(s *Situation) {
			silence(s, "02:14:00", 1)
			born(s, "2.0.0", "02:14:30", 1000)
		}, 1},
		{"the others took over the work of one", func(s *Situation) {
			silence(s, "02:14:00", 1)
			s.Senders[0].Now, s.Senders[2].Now = 1500, 1500
		}, 1},
		{"a sender that ended long before was not there to be missed", func(s *Situation) { silence(s, "01:00:00", 1) }, 1},
		{"the last of a release leave the rest of the traffic to another one, which has been there for an hour", func(s *Situation) {
			silence(s, "02:14:00", 0, 1, 2)
			for range 3 {
				born(s, "2.1.0", "01:10:00", 100)
			}
		}, 1},
		{"one of three is gone, and the rest is evidence enough", func(s *Situation) {
			lose(s, "02:13:00", 1)
			s.Evidence = 40
		}, 2. / 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			tt.alter(s)
			r := Judge(s)
			require.Equal(t, KindFlatline, r.Kind, words(r))
			require.Equal(t, TierPage, r.Tier)
			require.InDelta(t, tt.observed, r.Observed, 1e-9)
		})
	}
}
