package command

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// mute is `tidemark issues mute`.
type mute struct {
	action
	until, length, rate     string
	count, users            int64
	nextRelease, escalating bool
}

func newMute(c *connection) *cobra.Command {
	m := &mute{action: action{connection: c}}
	command := &cobra.Command{
		Use:   "mute ID",
		Short: "Count an issue in silence until something happens",
		Long: `Count an issue in silence until something happens. At least one condition is needed, and the first that is reached
ends the mute; after a year it ends in any case.`,
		Example: `  tidemark issues mute mfrggzdfmztwq2lknnwg --for 7d --comment "the vendor fixes it on Monday"
  tidemark issues mute mfrg --count 100 --users 5
  tidemark issues mute mfrg --rate 50/hour --for 7d
  tidemark issues mute mfrg --next-release`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: m.run,
	}
	flags := command.Flags()
	flags.StringVar(&m.until, "until", "", "until this time: 2026-03-05 (in UTC) or 2026-03-05T12:00:00Z")
	flags.StringVar(&m.length, "for", "", "for this long: 45m, 2h, 7d")
	flags.Int64Var(&m.count, "count", 0, "until so many more occurrences")
	flags.StringVar(&m.rate, "rate", "", "until so many at once: 50/hour or 200/day")
	flags.Int64Var(&m.users, "users", 0, "until so many more users are hit")
	flags.BoolVar(&m.nextRelease, "next-release", false, "until it is seen in a release that comes after the newest of today")
	flags.BoolVar(&m.escalating, "until-escalating", false, "until it grows beyond what is normal for it; nothing finds that yet, so give --for too")
	m.register(command)
	return command
}

func (m *mute) run(command *cobra.Command, args []string) error {
	if err := exclusive(command, "until", "for"); err != nil {
		return err
	}
	said := api.Mute{
		Said: m.said(), For: m.length, Count: m.count, Users: m.users, NextRelease: m.nextRelease, Escalation: m.escalating,
	}
	if m.until != "" {
		until, err := parseTime(m.until)
		if err != nil {
			return &usageError{err}
		}
		said.Until = &until
	}
	if m.rate != "" {
		var err error
		if said.RateCount, said.RatePer, err = parseRate(m.rate); err != nil {
			return &usageError{err}
		}
	}
	return m.do(command, args[0], "mute", func(*client.Client) (any, error) { return said, nil })
}

func parseTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("--until %s: use 2026-03-05 or 2026-03-05T12:00:00Z", text)
}

// parseRate reads "50/hour" or "200/day", of which the first letter is enough.
func parseRate(text string) (count int64, per string, err error) {
	number, unit, _ := strings.Cut(text, "/")
	count, err = strconv.ParseInt(number, 10, 64)
	switch {
	case err != nil || count <= 0:
	case unit == "hour" || unit == "h":
		return count, "hour", nil
	case unit == "day" || unit == "d":
		return count, "day", nil
	}
	return 0, "", fmt.Errorf("--rate %s: use a number per hour or day, as in 50/hour", text)
}
