package command

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
)

// Version of the command. It is that of the distribution in builder-config.yaml; a test compares them.
const Version = "0.1.0-dev"

// Settings are the outside world of a command.
type Settings struct {
	// Program is how the person called it, for hints that can be copied.
	Program string
	In      io.Reader
	// Terminal says that In is one, so that a person has to be told what to type.
	Terminal bool
	Out, Err io.Writer
	Env      func(string) string
	Now      func() time.Time
}

// NewDefaultSettings returns the real world.
func NewDefaultSettings() Settings {
	return Settings{
		Program: os.Args[0], In: os.Stdin, Terminal: isatty.IsTerminal(os.Stdin.Fd()), Out: os.Stdout, Err: os.Stderr,
		Env: os.Getenv, Now: time.Now,
	}
}

// Run runs one command line and returns its exit code.
func Run(ctx context.Context, settings Settings, args []string) int {
	root := newRoot(settings)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil {
		report(settings.Err, err)
	}
	return exitCode(err)
}

func newRoot(s Settings) *cobra.Command {
	root := &cobra.Command{
		Use:   "tidemark",
		Short: "Issues from OpenTelemetry errors",
		Long: `tidemark lists, shows and explains the issues that a Tidemark Collector has opened, and resolves, mutes and merges them.

It asks the Collector's HTTP API: --address, else TIDEMARK_ADDRESS, else http://127.0.0.1:8686.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no such issue, 4 the Collector cannot be reached,
5 the issue is in a state that forbids it.`,
		Version:       Version,
		SilenceErrors: true, // report writes them
		SilenceUsage:  true,
	}
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetVersionTemplate(versionText())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(newIssues(s), newExplain(s), newDemo(s), newVersion(s))
	root.AddCommand(newOutbox(s), newReleases(s), newStreams(s), newOperations(s))
	askForCommand(root)
	return root
}

// askForCommand makes a command that only groups others fail, with its help, when none is named.
func askForCommand(group *cobra.Command) {
	group.Args = cobra.ArbitraryArgs
	group.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return &usageError{errors.New("unknown command " + c.CommandPath() + " " + args[0])}
		}
		c.SetOut(c.ErrOrStderr())
		_ = c.Help()
		return &usageError{errors.New("name a command")}
	}
}

// usage makes the errors of an argument check errors of usage.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return &usageError{err}
		}
		return nil
	}
}
