// Command tidemark is the operator's command: it lists, shows, explains and resolves issues and runs the demo.
// It talks to the HTTP API of the Collector and never to its database.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command.Run(ctx, command.NewDefaultSettings(), os.Args[1:])
	stop()
	os.Exit(code)
}
