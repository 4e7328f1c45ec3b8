package command

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/internal/api/token"
)

const (
	envAddress     = "TIDEMARK_ADDRESS"
	envDataDir     = "TIDEMARK_DATA_DIR"
	defaultAddress = "http://127.0.0.1:8686"
	defaultDataDir = "./tidemark-data"
	defaultTimeout = 10 * time.Second
)

// connection is the flags that say where the Collector is.
type connection struct {
	settings  Settings
	address   string
	tokenFile string
	timeout   time.Duration
}

func newConnection(s Settings) *connection { return &connection{settings: s} }

// register adds the flags to a command and those below it.
func (c *connection) register(to *cobra.Command) {
	flags := to.PersistentFlags()
	flags.StringVar(&c.address, "address", "", "URL of the Collector's API (default $"+envAddress+", else "+defaultAddress+")")
	flags.StringVar(&c.tokenFile, "token-file", "", "file with the API token (default "+token.FileName+" in $"+envDataDir+", else in "+defaultDataDir+")")
	flags.DurationVar(&c.timeout, "timeout", defaultTimeout, "longest time that one request may take")
}

func (c *connection) dataDir() string {
	return cmp.Or(c.settings.Env(envDataDir), defaultDataDir)
}

// open returns the client. A token file that is named is used for reading, too: a Collector that
// listens for other machines wants it.
func (c *connection) open() (*client.Client, error) {
	if c.timeout <= 0 {
		return nil, &usageError{fmt.Errorf("--timeout is %s: it must be positive", c.timeout)}
	}
	opened, err := client.New(client.Settings{
		Address:     cmp.Or(c.address, c.settings.Env(envAddress), defaultAddress),
		Token:       c.readToken,
		AlwaysToken: c.tokenFile != "",
		Timeout:     c.timeout,
	})
	if err != nil {
		return nil, &usageError{err}
	}
	return opened, nil
}

func (c *connection) readToken() (string, error) {
	path := cmp.Or(c.tokenFile, filepath.Join(c.dataDir(), token.FileName))
	secret, err := token.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("changing an issue needs the token that the Collector keeps in its data folder, and %s does not exist: name the file with --token-file or the folder with %s", path, envDataDir)
	}
	return secret, err
}
