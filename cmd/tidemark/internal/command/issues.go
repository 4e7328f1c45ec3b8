package command

import (
	"github.com/spf13/cobra"
)

func newIssues(s Settings) *cobra.Command {
	c := newConnection(s)
	issues := &cobra.Command{Use: "issues", Short: "List and show issues, resolve, mute and merge them", Aliases: []string{"issue"}}
	c.register(issues)
	issues.AddCommand(newList(c), newShow(c), newHistory(c))
	issues.AddCommand(newResolve(c), newPlainAction(c, reopenAction))
	issues.AddCommand(newMute(c), newPlainAction(c, unmuteAction))
	issues.AddCommand(newAssign(c), newPlainAction(c, undoAction))
	issues.AddCommand(newMerge(c), newPlainAction(c, unmergeAction))
	askForCommand(issues)
	return issues
}
