package command

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
)

const (
	defaultSteps = 50
	maxSteps     = 200
)

// history is `tidemark issues history`.
type history struct {
	*connection
	limit int
	json  bool
}

func newHistory(c *connection) *cobra.Command {
	h := &history{connection: c}
	command := &cobra.Command{
		Use:   "history ID",
		Short: "Show what happened to an issue, who did it and why",
		Long:  "Show what happened to an issue, who did it and why, the newest first. What nobody was told of is there, too.",
		Args:  usage(cobra.ExactArgs(1)),
		RunE:  h.run,
	}
	command.Flags().IntVar(&h.limit, "limit", defaultSteps, fmt.Sprintf("how many at most, 1 to %d", maxSteps))
	command.Flags().BoolVar(&h.json, "json", false, "print the JSON of the API")
	return command
}

func (h *history) run(command *cobra.Command, args []string) error {
	c, err := h.open()
	if err != nil {
		return err
	}
	defer c.Close()
	id, err := c.Find(command.Context(), args[0])
	if err != nil {
		return err
	}
	answer, err := c.History(command.Context(), id, url.Values{"limit": {strconv.Itoa(h.limit)}})
	if err != nil {
		return err
	}
	if h.json {
		return writeJSON(h.settings.Out, answer.JSON)
	}
	return view.History(h.settings.Out, answer.Value)
}
