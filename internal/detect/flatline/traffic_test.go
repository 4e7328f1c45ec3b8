package flatline

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// stopRequests ends the requests of services at 02:13 and the streams of the shop, but for its health checks.
func stopRequests(s *Situation, services ...int) {
	for _, i := range services {
		s.Services[i].Seen, s.Services[i].LastEntry = 3, night("02:13:20")
	}
	for i := range s.Siblings[:2] {
		s.Siblings[i].Seen, s.Siblings[i].Last = 0, night("02:13:10")
	}
}

func TestJudge_TellsTrafficThatStoppedWhereItStopped(t *testing.T) {
	stopped := []string{"server GET /cart", "server GET /items", "signups"}
	tests := []struct {
		name     string
		alter    func(*Situation)
		incident string
		at       int
		tier     Tier
		children []string
		words    string
	}{
		{"requests of all services stopped: it is at the gateway, through which they enter", func(s *Situation) { stopRequests(s, 0, 1, 2) },
			`traffic ["eu" "gateway" "prod"]`, 1, TierPage, stopped,
			"requests stopped arriving at gateway (none since 02:13); no signups since 02:13 (47 min); 412 were expected, 380 to 440; " +
				"with it stopped: server GET /cart, server GET /items, the requests of 2 other services"},
		{"the gateway goes on: it is at the service", func(s *Situation) { stopRequests(s, 0) },
			`traffic ["eu" "shop" "prod"]`, 0, TierPage, stopped, ""},
		{"the gateway itself is silent since then", func(s *Situation) {
			stopRequests(s, 0)
			s.Services[1].Last = night("02:13:05")
		}, `traffic ["eu" "gateway" "prod"]`, 1, TierPage, stopped, ""},
		{"a gateway that stopped hours before is another matter", func(s *Situation) {
			stopRequests(s, 0)
			s.Services[1].Seen, s.Services[1].LastEntry = 0, night("00:20:00")
		}, `traffic ["eu" "shop" "prod"]`, 0, TierPage, stopped, ""},
		{"other requests came until shortly after the last signup", func(s *Situation) {
			s.At, s.Until, s.Subject.Expected = night("02:15:00"), night("02:15:00"), 16
			s.Services[0].Expected, s.Services[0].Seen, s.Services[0].LastEntry = 160, 40, night("02:13:30")
		}, `traffic ["eu" "shop" "prod"]`, 0, TierPage, []string{"signups"}, ""},
		{"health checks that are requests do not hide that all others stopped", func(s *Situation) {
			stopRequests(s)
			s.Services[0].Expected, s.Services[0].Seen = 800, 300
		}, `traffic ["eu" "shop" "prod"]`, 0, TierPage, stopped, ""},
		{"without a stream that pages it is a notice", func(s *Situation) {
			stopRequests(s, 0, 1)
			s.Subject = discovered("server GET /pay", 60, 0)
		}, `traffic ["eu" "gateway" "prod"]`, 1, TierNotice, []string{"server GET /cart", "server GET /items", "server GET /pay"}, ""},
		{"a discovered stream takes a declared one along that pages", func(s *Situation) {
			stopRequests(s, 0, 1)
			s.Siblings[0].Declared, s.Siblings[0].Tier, s.Siblings[0].Title = true, TierPage, "carts"
			s.Subject = discovered("server GET /pay", 60, 0)
		}, `traffic ["eu" "gateway" "prod"]`, 1, TierPage, []string{"carts", "server GET /items", "server GET /pay"}, ""},
		{"requests dropped to a seventh and no signup can be expected of them", func(s *Situation) {
			s.Services[0].Seen, s.Subject.Expected, s.Subject.Low, s.Subject.High = 740, 18, 0, 0
		}, `traffic ["eu" "shop" "prod"]`, 0, TierNotice, []string{"signups"},
			"requests stopped arriving at shop (740 instead of 5,200); no signups since 02:13 (47 min); 18 were expected, 10 to 26"},
		{"a worker of which nothing else is known stops with the gateway", func(s *Situation) {
			stopRequests(s, 1)
			s.Siblings, s.Services[0].Expected, s.Services[0].Seen = nil, 0, 0
		}, `traffic ["eu" "gateway" "prod"]`, 1, TierPage, []string{"signups"}, ""},
		{"a release that came with it is said", func(s *Situation) {
			stopRequests(s, 0)
			released(s, "2.1.0", "02:11:00")
		}, `traffic ["eu" "shop" "prod"]`, 0, TierPage, stopped, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			tt.alter(s)
			r := Judge(s)
			require.Equal(t, KindTraffic, r.Kind, words(r))
			require.Equal(t, tt.incident, r.Name)
			require.Equal(t, tt.at, r.At)
			require.Equal(t, tt.tier, r.Tier)
			require.Equal(t, tt.children, r.Children)
			if tt.words != "" {
				require.Equal(t, tt.words, words(r))
			}
			require.Equal(t, len(s.Releases) > 1, r.Release == "2.1.0")
		})
	}
}

func TestJudge_IsNoTrafficWhileRequestsGoOn(t *testing.T) {
	tests := []struct {
		name  string
		alter func(*Situation)
	}{
		{"one other stream stopped too", func(s *Situation) { s.Siblings[0].Seen, s.Siblings[0].Last = 0, night("02:13:10") }},
		{"all but health checks stopped long before", func(s *Situation) {
			for i := range s.Siblings[:2] {
				s.Siblings[i].Seen, s.Siblings[i].Last = 0, night("00:30:00")
			}
		}},
		{"most streams stopped, but they carried little", func(s *Situation) {
			s.Siblings = append(s.Siblings, discovered("server GET /a", 20, 0), discovered("server GET /b", 20, 0), discovered("server GET /c", 20, 0))
			for i := range s.Siblings[3:] {
				s.Siblings[3+i].Last = night("02:13:10")
			}
		}},
		{"requests dropped to a seventh, which would have brought signups", func(s *Situation) { s.Services[0].Seen, s.Evidence = 740, 200 }},
		{"requests of another service stopped", func(s *Situation) {
			s.Services[2].Seen, s.Services[2].LastEntry = 0, night("02:13:20")
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			tt.alter(s)
			r := Judge(s)
			require.Equal(t, KindFlatline, r.Kind, words(r))
			require.Equal(t, TierPage, r.Tier)
		})
	}
}
