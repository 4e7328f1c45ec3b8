package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/inspect"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// maxInputBytes is the largest input that is explained.
const maxInputBytes = 64 << 20

// explainCommand is `tidemark explain`.
type explainCommand struct {
	*connection
	language, typ, message string
	rules                  framerule.Settings
	json                   bool
}

func newExplain(s Settings) *cobra.Command {
	e := &explainCommand{connection: newConnection(s)}
	command := &cobra.Command{
		Use:   "explain [FILE | ISSUE | -]",
		Short: "Explain why an error is in its group",
		Long: `Explain why an error is in its group: how its stack was read, whose code each frame
is and by which rule, what counts, what does not and why, and what the fingerprint is made of.

Without an argument, or with -, standard input is explained. It and a file may hold a stack
trace as text, or OTLP traces or logs as JSON (also one message per line) or protobuf; of
these every fingerprint is explained by its first error, up to 10, and all errors are listed
as the issues that they would be. For that no Collector is needed.

Anything else is the id of an issue, or the beginning of one: the Collector explains its
latest kept occurrence, by the rules about frames of its error_group. To try rules before they
are configured, give them with --include, --exclude and --left-out.`,
		Example: `  tidemark explain mfrggzdfmztwq2lknnwg
  tidemark explain traces.json
  kubectl logs checkout | tidemark explain --language python`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: e.run,
	}
	e.register(command)
	flags := command.Flags()
	flags.StringVar(&e.language, "language", "", "of a stack trace: telemetry.sdk.language, the runtime that is tried first")
	flags.StringVar(&e.typ, "type", "", "of a stack trace: exception.type")
	flags.StringVar(&e.message, "message", "", "of a stack trace: exception.message")
	flags.StringArrayVar(&e.rules.Include, "include", nil, "of a stack trace or OTLP: a rule of in_app::include, as often as needed")
	flags.StringArrayVar(&e.rules.Exclude, "exclude", nil, "of a stack trace or OTLP: a rule of in_app::exclude")
	flags.StringArrayVar(&e.rules.LeftOut, "left-out", nil, "of a stack trace or OTLP: a rule of left_out")
	flags.BoolVar(&e.json, "json", false, "print JSON, of an issue or a stack trace that of the API")
	return command
}

func (e *explainCommand) run(command *cobra.Command, args []string) error {
	if len(args) == 0 || args[0] == "-" {
		return e.read("standard input", e.input())
	}
	file, err := os.Open(args[0])
	switch {
	case err == nil:
		defer file.Close()
		return e.read(args[0], file)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("read the file: %w", err)
	case !looksLikeID.MatchString(args[0]):
		return &usageError{fmt.Errorf("%s is no file, and no id of an issue either", args[0])}
	}
	return e.issue(command, args[0])
}

// input is standard input. A person at a terminal is told to paste something, or is not asked when the
// flags say enough.
func (e *explainCommand) input() io.Reader {
	if !e.settings.Terminal {
		return e.settings.In
	}
	if e.typ+e.message != "" {
		return strings.NewReader("")
	}
	fmt.Fprintln(e.settings.Err, "Paste a stack trace and end it with Ctrl-D.")
	return e.settings.In
}

var looksLikeID = regexp.MustCompile(`^[A-Za-z2-7]{1,20}$`)

func (e *explainCommand) issue(command *cobra.Command, text string) error {
	if err := e.refuseFlags("an issue"); err != nil {
		return err
	}
	if framerule.New(e.rules) != nil {
		return &usageError{errors.New("--include, --exclude and --left-out are for a stack trace or OTLP: an issue is explained by the rules of its Collector")}
	}
	c, err := e.open()
	if err != nil {
		return err
	}
	defer c.Close()
	id, err := c.Find(command.Context(), text)
	if err != nil {
		return err
	}
	answer, err := c.Explain(command.Context(), id)
	if err != nil {
		return err
	}
	return e.write(answer.Value.Text, answer.JSON)
}

// read explains what a reader holds; its content says what that is.
func (e *explainCommand) read(name string, r io.Reader) error {
	if err := e.rules.Validate(); err != nil {
		return &usageError{err}
	}
	data, err := io.ReadAll(io.LimitReader(r, maxInputBytes+1))
	switch {
	case err != nil:
		return fmt.Errorf("read %s: %w", name, err)
	case len(data) > maxInputBytes:
		return fmt.Errorf("%s is larger than %d MiB", name, maxInputBytes>>20)
	}
	file, telemetry, err := otlp.ReadFile(data)
	switch {
	case err != nil:
		return fmt.Errorf("explain %s: %w", name, err)
	case telemetry:
		return e.file(&file)
	case len(data) == 0 && e.typ == "" && e.message == "":
		return &usageError{fmt.Errorf("%s is empty: there is nothing to explain", name)}
	}
	x := e.ruleSet().Input(e.language, e.typ, e.message, string(data))
	encoded, err := json.Marshal(api.NewExplanation(&x))
	if err != nil {
		return fmt.Errorf("encode the explanation: %w", err)
	}
	return e.write(x.Text(), encoded)
}

// ruleSet is the rules that the flags give.
func (e *explainCommand) ruleSet() explain.RuleSet {
	return explain.RuleSet{Name: "the command line", Rules: framerule.New(e.rules)}
}

func (e *explainCommand) file(f *otlp.File) error {
	if err := e.refuseFlags("telemetry"); err != nil {
		return err
	}
	report := inspect.File(f, e.ruleSet())
	if !e.json {
		return report.WriteText(e.settings.Out)
	}
	encoded, err := report.JSON()
	if err != nil {
		return err
	}
	return writeJSON(e.settings.Out, encoded)
}

// refuseFlags fails when flags are given that mean nothing here: what has a type of its own.
func (e *explainCommand) refuseFlags(what string) error {
	if e.language+e.typ+e.message != "" {
		return &usageError{fmt.Errorf("--language, --type and --message are for a stack trace: %s has its own", what)}
	}
	return nil
}

func (e *explainCommand) write(text string, encoded []byte) error {
	if e.json {
		return writeJSON(e.settings.Out, encoded)
	}
	if _, err := io.WriteString(e.settings.Out, screen.CleanLines(text)); err != nil {
		return fmt.Errorf("write the explanation: %w", err)
	}
	return nil
}
