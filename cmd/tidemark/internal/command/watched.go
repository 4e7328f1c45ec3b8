package command

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	defaultWatched = 100
	maxWatched     = 1000
)

// watched lists what a kind of processor watches: `tidemark <noun>s`, with `show NAME` below it. L is the list that the API answers
// with, T one of it.
type watched[L, T any] struct {
	*connection
	noun      string // "stream"
	processor string // "flatline"
	// request asks the API for those that are meant.
	request func(*client.Client, context.Context, url.Values) (client.Answer[L], error)
	// items are those of a list, and whether there are more.
	items func(*L) ([]T, bool)
	// table shows all of a list, detail one of them.
	table  func(io.Writer, L, time.Time) error
	detail func(io.Writer, T, time.Time, screen.Style) error

	service, environment, state string
	limit                       int
	json                        bool
}

// command completes two commands that say what is listed and shown with flags and what they do.
func (w *watched[L, T]) command(list, show *cobra.Command) *cobra.Command {
	list.Use, list.Args, list.RunE = w.noun+"s", usage(cobra.NoArgs), w.list
	show.Use, show.Args, show.RunE = "show NAME", usage(cobra.ExactArgs(1)), w.show
	w.register(list)
	flags := list.PersistentFlags()
	flags.StringVar(&w.service, "service", "", "only of this service")
	flags.StringVar(&w.environment, "environment", "", "only in this environment")
	flags.IntVar(&w.limit, "limit", defaultWatched, fmt.Sprintf("how many at most, 1 to %d", maxWatched))
	flags.BoolVar(&w.json, "json", false, "print the JSON of the API")
	list.Flags().StringVar(&w.state, "state", "", "only in this state")
	list.AddCommand(show)
	return list
}

// ask returns those that are meant; name is "" for all.
func (w *watched[L, T]) ask(command *cobra.Command, name string) (answer client.Answer[L], err error) {
	c, err := w.open()
	if err != nil {
		return answer, err
	}
	defer c.Close()
	query := url.Values{"limit": {strconv.Itoa(w.limit)}}
	for key, value := range map[string]string{"service": w.service, "environment": w.environment, "state": w.state, "name": name} {
		if value != "" {
			query.Set(key, value)
		}
	}
	return w.request(c, command.Context(), query)
}

func (w *watched[L, T]) list(command *cobra.Command, _ []string) error {
	answer, err := w.ask(command, "")
	if err != nil {
		return err
	}
	if w.json {
		return writeJSON(w.settings.Out, answer.JSON)
	}
	if err := w.table(w.settings.Out, answer.Value, w.settings.Now()); err != nil {
		return err
	}
	switch items, more := w.items(&answer.Value); {
	case more:
		fmt.Fprintf(w.settings.Err, "These are the first %d, there are more: narrow them down or raise --limit (at most %d).\n", len(items), maxWatched)
	case len(items) == 0:
		fmt.Fprintf(w.settings.Err, "No %s is watched, or none that was meant: %[1]ss are those of the `%s` processors of the Collector.\n", w.noun, w.processor)
	}
	return nil
}

func (w *watched[L, T]) show(command *cobra.Command, args []string) error {
	answer, err := w.ask(command, args[0])
	if err != nil {
		return err
	}
	items, _ := w.items(&answer.Value)
	if len(items) == 0 {
		return &api.Problem{
			Title: http.StatusText(http.StatusNotFound), Status: http.StatusNotFound,
			Detail: fmt.Sprintf("no %s that is meant has the name %q: `tidemark %[1]ss` lists them", w.noun, args[0]),
		}
	}
	if w.json {
		return writeJSON(w.settings.Out, answer.JSON)
	}
	style := screen.NewStyle(w.settings.Out, w.settings.Env)
	for n, one := range items {
		if n > 0 {
			fmt.Fprintln(w.settings.Out)
		}
		if err := w.detail(w.settings.Out, one, w.settings.Now(), style); err != nil {
			return err
		}
	}
	return nil
}
