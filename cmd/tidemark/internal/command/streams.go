package command

import (
	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// newStreams is `tidemark streams` and `tidemark streams show`.
func newStreams(s Settings) *cobra.Command {
	streams := &watched[api.StreamList, api.Stream]{
		connection: newConnection(s), noun: "stream", processor: "flatline",
		request: (*client.Client).Streams,
		items:   func(list *api.StreamList) ([]api.Stream, bool) { return list.Streams, list.More },
		table:   view.Streams,
		detail:  view.Stream,
	}
	return streams.command(&cobra.Command{
		Short: "Show which streams of events are watched, and how soon their silence is known",
		Long: `Show which streams of events are watched, and how soon their silence is known.

RATE is how many events an hour are expected now. TIME TO KNOW is how long silence from now on would last until it is
told, at BUDGET false alarms a year. STATE is unmatched (declared, and nothing matched yet), learning, shadow (too new to alarm),
watched, silent (not yet long enough), alarmed, paused (its senders are silent) or stale (gone for good).`,
		Example: `  tidemark streams --service checkout
  tidemark streams --state unmatched
  tidemark streams show signups`,
	}, &cobra.Command{
		Short: "Show what was expected of a stream, what was seen, and what it would have alarmed in shadow",
		Example: `  tidemark streams show signups
  tidemark streams show "server POST /signup" --service shop`,
	})
}
