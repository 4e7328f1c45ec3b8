package command

import (
	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
)

// show is `tidemark issues show`.
type show struct {
	*connection
	json bool
}

func newShow(c *connection) *cobra.Command {
	s := &show{connection: c}
	command := &cobra.Command{
		Use:   "show ID",
		Short: "Show all that is known about one issue",
		Long:  "Show all that is known about one issue. The beginning of an id is enough when only one issue has it.",
		Args:  usage(cobra.ExactArgs(1)),
		RunE:  s.run,
	}
	command.Flags().BoolVar(&s.json, "json", false, "print the JSON of the API")
	return command
}

func (s *show) run(command *cobra.Command, args []string) error {
	c, err := s.open()
	if err != nil {
		return err
	}
	defer c.Close()
	id, err := c.Find(command.Context(), args[0])
	if err != nil {
		return err
	}
	answer, err := c.Issue(command.Context(), id)
	if err != nil {
		return err
	}
	if s.json {
		return writeJSON(s.settings.Out, answer.JSON)
	}
	return view.Detail(s.settings.Out, answer.Value, s.settings.Now(), screen.NewStyle(s.settings.Out, s.settings.Env))
}
