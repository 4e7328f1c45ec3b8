package flatline

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// began is an incident of the gateway that began with the silence of signups.
func began(kind Kind, tier Tier) Incident {
	return Incident{Name: "told", Kind: kind, Tier: tier, Onset: night("02:13:10"), Rate: 5000, Namespace: "eu", Service: "gateway", Environment: "prod"}
}

func TestJudge_FoldsAStreamIntoTheIncidentItStoppedWith(t *testing.T) {
	tests := []struct {
		name   string
		alter  func(*Situation)
		silent bool
		into   string
		kind   Kind
		wait   time.Duration
	}{
		{"requests stopped and its own as well", func(s *Situation) {
			stopRequests(s, 0)
			s.Open = []Incident{began(KindTraffic, TierPage)}
		}, true, "told", 0, 0},
		{"requests stopped, nobody was paged, and this stream pages", func(s *Situation) {
			stopRequests(s, 0)
			s.Open = []Incident{began(KindTraffic, TierNotice)}
		}, false, "told", KindTraffic, 0},
		{"requests stopped elsewhere, its own go on", func(s *Situation) { s.Open = []Incident{began(KindTraffic, TierPage)} },
			false, "", KindFlatline, 0},
		{"requests stopped in another environment", func(s *Situation) {
			stopRequests(s, 0)
			s.Open = []Incident{began(KindTraffic, TierPage)}
			s.Open[0].Environment = "staging"
		}, false, "", KindTraffic, 0},
		{"requests stopped half an hour later", func(s *Situation) {
			stopRequests(s, 0)
			s.Open = []Incident{began(KindTraffic, TierPage)}
			s.Open[0].Onset = night("02:43:00")
		}, false, "", KindTraffic, 0},
		{"another stream of the service stopped at the same time and paged", func(s *Situation) {
			s.Open = []Incident{began(KindConversion, TierPage)}
			s.Open[0].Service = "shop"
		}, true, "told", 0, 0},
		{"another stream of the service stopped, but was a notice only", func(s *Situation) {
			s.Open = []Incident{began(KindFlatline, TierNotice)}
			s.Open[0].Service = "shop"
		}, false, "", KindFlatline, 0},
		{"a stream of another service stopped at the same time", func(s *Situation) { s.Open = []Incident{began(KindFlatline, TierPage)} },
			false, "", KindFlatline, 0},
		{"a rare stream of the service stopped at an unknown time before", func(s *Situation) {
			s.Open = []Incident{began(KindFlatline, TierPage)}
			s.Open[0].Service, s.Open[0].Onset, s.Open[0].Rate = "shop", night("01:20:00"), 3
		}, true, "told", 0, 0},
		{"it is the stream that was told itself", func(s *Situation) {
			s.Open = []Incident{began(KindFlatline, TierPage)}
			s.Open[0].Service, s.Open[0].Name = "shop", `stream ["eu" "shop" "prod" "declared" "signups"]`
		}, false, "", KindFlatline, 0},
		{"its incident has just ended", func(s *Situation) {
			s.Open = []Incident{began(KindFlatline, TierPage)}
			s.Open[0].Service, s.Open[0].Ended = "shop", night("02:59:00")
		}, false, "", 0, 48*time.Second + 300*time.Millisecond},
		{"its incident ended long ago and it did not come back", func(s *Situation) {
			s.Open = []Incident{began(KindFlatline, TierPage)}
			s.Open[0].Service, s.Open[0].Ended = "shop", night("02:30:00")
		}, false, "", KindFlatline, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			tt.alter(s)
			r := Judge(s)
			require.Equal(t, tt.silent, r.Silent, words(r))
			require.Equal(t, tt.into, r.Into)
			require.Equal(t, tt.kind, r.Kind)
			require.Equal(t, tt.wait, r.Wait.Round(100*time.Millisecond))
			if r.Kind != 0 {
				require.Equal(t, TierPage, r.Tier)
			}
		})
	}
}
