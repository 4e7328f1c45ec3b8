package command

import (
	"github.com/spf13/cobra"
)

func newIssues(s Settings) *cobra.Command {
	c := newConnection(s)
	issues := &cobra.Command{Use: "issues", Short: "List, show and resolve issues", Aliases: []string{"issue"}}
	c.register(issues)
	issues.AddCommand(newList(c), newShow(c), newResolve(c))
	askForCommand(issues)
	return issues
}
