package command

import (
	"cmp"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// action is what all commands that change an issue have in common.
type action struct {
	*connection
	comment, actor string
	json           bool
}

// register adds the flags of every action.
func (a *action) register(to *cobra.Command) {
	flags := to.Flags()
	flags.StringVar(&a.comment, "comment", "", "why, for those who read the change")
	flags.StringVar(&a.actor, "actor", "", "who does it (default $USER)")
	flags.BoolVar(&a.json, "json", false, "print the JSON of the API")
}

func (a *action) said() api.Said {
	return api.Said{Comment: a.comment, Actor: cmp.Or(a.actor, a.settings.Env("USER"), a.settings.Env("USERNAME"))}
}

// do asks for an action on the issue that a person means and prints what came of it.
func (a *action) do(command *cobra.Command, id, name string, body func(*client.Client) (any, error)) error {
	c, err := a.open()
	if err != nil {
		return err
	}
	defer c.Close()
	if id, err = c.Find(command.Context(), id); err != nil {
		return err
	}
	said, err := body(c)
	if err != nil {
		return err
	}
	answer, err := c.Act(command.Context(), id, name, said)
	if err != nil {
		return err
	}
	return a.print(a.settings.Out, answer)
}

func (a *action) print(w io.Writer, answer client.Answer[api.Issue]) error {
	if a.json {
		return writeJSON(w, answer.JSON)
	}
	return view.Outcome(w, answer.Value)
}

// plainAction is one that needs nothing but an issue.
type plainAction struct{ name, short, long string }

var (
	reopenAction = plainAction{
		"reopen", "Say that a resolved issue is not fixed",
		"Say that a resolved issue is not fixed. It is ongoing then, and not regressed: nothing came back.",
	}
	unmuteAction = plainAction{"unmute", "End the silence of an issue", "End the silence of an issue. It is ongoing then."}
	undoAction   = plainAction{
		"undo", "Take back the last thing that somebody did to an issue",
		"Take back the last thing that somebody did to an issue: it stands as before, and counts stay. When more than\ncounting has happened since, it is refused with what has.",
	}
	unmergeAction = plainAction{
		"unmerge", "Give back an issue that was merged into another",
		"Give back an issue that was merged into another, with what it had then. What came since stays with the other.\nThe id is the whole one, which `issues show` of the other lists: an issue that is merged is in no list.",
	}
)

func newPlainAction(c *connection, p plainAction) *cobra.Command {
	a := &action{connection: c}
	command := &cobra.Command{
		Use: p.name + " ID", Short: p.short, Long: p.long, Args: usage(cobra.ExactArgs(1)),
		RunE: func(command *cobra.Command, args []string) error {
			return a.do(command, args[0], p.name, func(*client.Client) (any, error) { return a.said(), nil })
		},
	}
	a.register(command)
	return command
}

// exclusive fails when more than one of some flags is given.
func exclusive(command *cobra.Command, names ...string) error {
	given := ""
	for _, name := range names {
		if !command.Flags().Changed(name) {
			continue
		}
		if given != "" {
			return &usageError{fmt.Errorf("--%s and --%s are both given: one of them is enough", given, name)}
		}
		given = name
	}
	return nil
}
