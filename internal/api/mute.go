package api

import (
	"net/http"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func (s *Settings) mute(r *http.Request) (any, error) {
	var said wire.Mute
	who, err := readAction(r, &said, &said.Said)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	until, err := conditions(&said, now)
	if err != nil {
		return nil, err
	}
	return answer(s.Actions.Mute(r.Context(), now, tenant, pathID(r), who, until))
}

// conditions returns what ends the mute. Whether there is one, and how far ahead it may be, the issue says.
func conditions(said *wire.Mute, now time.Time) (issue.Conditions, error) {
	c := issue.Conditions{
		Count: said.Count, Rate: issue.Rate{Count: said.RateCount}, Users: said.Users,
		NextRelease: said.NextRelease, Escalation: said.Escalation,
	}
	switch said.RatePer {
	case "":
	case "hour":
		c.Rate.Per = time.Hour
	case "day":
		c.Rate.Per = day
	default:
		return c, badRequest("unknown rate_per %q: use hour or day", said.RatePer)
	}
	switch {
	case said.Until != nil && said.For != "":
		return c, badRequest("until and for are both given: one of them is enough")
	case said.Until != nil:
		c.Until = said.Until.UTC()
	case said.For != "":
		length, err := parseLength(said.For)
		if err != nil || length <= 0 {
			return c, badRequest("for=%s: use a length of time, written as 45m, 2h, 7d or in seconds", said.For)
		}
		c.Until = now.Add(length).UTC()
	}
	return c, nil
}
