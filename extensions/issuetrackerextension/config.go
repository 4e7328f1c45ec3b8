package issuetrackerextension

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configoptional"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Config of the issue tracker.
type Config struct {
	// Directory holds the database, its lock, the API token and the key of user hashes. It is made
	// when it does not exist. Empty, as from a variable without a value, is the default "./tidemark-data".
	Directory string `mapstructure:"directory"`
	// AllowNetworkFileSystem opens the database although its file system is one over a network, where
	// locks and fsync cannot be trusted. Default false.
	AllowNetworkFileSystem bool `mapstructure:"allow_network_file_system"`
	// PostgreSQL is a database that several gateways share, with one set of issues. Without it issues are
	// kept in a file in Directory, by one process.
	PostgreSQL configoptional.Optional[PostgreSQLConfig] `mapstructure:"postgresql"`
	// HTTP is the API. Default endpoint "127.0.0.1:8686"; an empty endpoint turns it off. An endpoint
	// that is not loopback needs tls.
	HTTP confighttp.ServerConfig `mapstructure:"http"`
	// CommitWait is the longest that a batch with an unknown error waits until it is durable.
	// Default 250ms; 0 never waits.
	CommitWait time.Duration `mapstructure:"commit_wait"`
	// ResolveAfterQuiet resolves an issue that was not seen for so long. Default 336h; 0 never does.
	ResolveAfterQuiet time.Duration `mapstructure:"resolve_after_quiet"`
	// NewFor is how long an issue is new, or regressed, before it is ongoing. Default 168h.
	NewFor time.Duration `mapstructure:"new_for"`
	// Clock is "live", or "replay" for recordings: the time is then that of the data, and weeks pass as fast as they are sent.
	// Default "live".
	Clock string `mapstructure:"clock"`
	// Limits bound what is kept.
	Limits LimitsConfig `mapstructure:"limits"`
	// Outbox bounds how long changes wait for their destinations.
	Outbox OutboxConfig `mapstructure:"outbox"`
	// Scrub says what may be stored and sent.
	Scrub ScrubConfig `mapstructure:"scrub"`
	// Links of every issue document, as text/template over event.LinkData. Default none.
	Links LinksConfig `mapstructure:"links"`
}

// PostgreSQLConfig is where the issues of several gateways are kept.
type PostgreSQLConfig struct {
	// DSN names the database, as "postgres://user:password@host:5432/database?sslmode=verify-full" or as
	// key=value pairs. Its user must be allowed to make tables in the schema. Needed.
	DSN configopaque.String `mapstructure:"dsn"`
}

// Validate implements xconfmap.Validator.
func (c *PostgreSQLConfig) Validate() error {
	dsn := string(c.DSN)
	switch {
	case strings.TrimSpace(dsn) == "":
		return errors.New("dsn: is empty, must name a database, for example ${env:TIDEMARK_POSTGRESQL_DSN} with that variable set; without postgresql issues are kept in a file")
	case !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") && !strings.Contains(dsn, "="):
		return errors.New("dsn: is neither a postgres:// URL nor key=value pairs")
	}
	return nil
}

// dsn returns the database to share, "" for a file.
func (c *Config) dsn() string {
	if shared := c.PostgreSQL.Get(); shared != nil {
		return string(shared.DSN)
	}
	return ""
}

// LinksConfig holds the templates of links. An empty one makes no link.
type LinksConfig struct {
	// Trace leads to the trace of the exemplar.
	Trace string `mapstructure:"trace"`
	// Logs leads to the logs around the exemplar.
	Logs string `mapstructure:"logs"`
	// Source leads to the source code of the culprit.
	Source string `mapstructure:"source"`
	// Issue leads to the issue.
	Issue string `mapstructure:"issue"`
}

func (c *LinksConfig) parse() (*event.LinkTemplates, error) {
	return event.ParseLinks(event.LinkTexts{Trace: c.Trace, Logs: c.Logs, Source: c.Source, Issue: c.Issue})
}

// LimitsConfig bounds what is kept. Zero takes the default, unless it says otherwise.
type LimitsConfig struct {
	// Issues kept; over it the longest quiet resolved one goes first. Default 100000.
	Issues int `mapstructure:"issues"`
	// IssuesPerPath is how many issues errors may open at one place of one service and environment that differ in
	// nothing but their messages; those with further messages share one more. Default 5; 0 is no limit.
	IssuesPerPath int `mapstructure:"issues_per_path"`
	// ReleasesPerService remembered; over it the longest unseen goes first. Default 200.
	ReleasesPerService int `mapstructure:"releases_per_service"`
	// StackBytes of text kept of one stack trace. Default 65536.
	StackBytes int `mapstructure:"stack_bytes"`
	// Attributes kept of one occurrence. Default 64.
	Attributes int `mapstructure:"attributes"`
	// WindowEntries is how many records are remembered to count each error once. Default 100000.
	WindowEntries int `mapstructure:"window_entries"`
}

// OutboxConfig bounds the outbox. Zero takes the default.
type OutboxConfig struct {
	// MaxAge of a change. Default 168h.
	MaxAge time.Duration `mapstructure:"max_age"`
	// MaxChanges kept. Default 100000.
	MaxChanges int `mapstructure:"max_changes"`
}

// ScrubConfig says what may be stored and sent.
type ScrubConfig struct {
	// AllowAttributes are attribute keys kept beside those of the built-in list.
	AllowAttributes []string `mapstructure:"allow_attributes"`
}

const defaultDirectory = "./tidemark-data"

// directory returns the folder to use.
func (c *Config) directory() string { return cmp.Or(c.Directory, defaultDirectory) }

// Validate reports all faults at once.
func (c *Config) Validate() error {
	var errs []error
	if strings.TrimSpace(c.directory()) == "" {
		errs = append(errs, errors.New("directory: is blank, must name a folder for the database, for example "+defaultDirectory))
	}
	for key, d := range map[string]time.Duration{
		"commit_wait": c.CommitWait, "resolve_after_quiet": c.ResolveAfterQuiet, "outbox::max_age": c.Outbox.MaxAge,
	} {
		if d < 0 {
			errs = append(errs, fmt.Errorf("%s: must not be negative, is %s", key, d))
		}
	}
	if c.CommitWait > maxCommitWait {
		errs = append(errs, fmt.Errorf("commit_wait: is %s, at most %s: senders give up when a Collector takes longer", c.CommitWait, maxCommitWait))
	}
	if c.NewFor <= 0 {
		errs = append(errs, fmt.Errorf("new_for: must be positive, is %s", c.NewFor))
	}
	for key, n := range map[string]int{
		"limits::issues": c.Limits.Issues, "limits::issues_per_path": c.Limits.IssuesPerPath, "limits::releases_per_service": c.Limits.ReleasesPerService,
		"limits::stack_bytes": c.Limits.StackBytes, "limits::attributes": c.Limits.Attributes,
		"limits::window_entries": c.Limits.WindowEntries, "outbox::max_changes": c.Outbox.MaxChanges,
	} {
		if n < 0 {
			errs = append(errs, fmt.Errorf("%s: must not be negative, is %d", key, n))
		}
	}
	switch {
	case c.Clock != clockLive && c.Clock != clockReplay:
		errs = append(errs, fmt.Errorf("clock: must be live or replay, is %q", c.Clock))
	case c.Clock == clockReplay && c.PostgreSQL.HasValue():
		errs = append(errs, errors.New("clock: replay needs issues in a file of its own, without postgresql: several gateways cannot follow one recording"))
	}
	if endpoint := c.HTTP.NetAddr.Endpoint; endpoint != "" {
		if _, _, err := net.SplitHostPort(endpoint); err != nil {
			errs = append(errs, fmt.Errorf("http::endpoint: %q is not host:port", endpoint))
		} else if !isLoopback(endpoint) && !c.HTTP.TLS.HasValue() {
			errs = append(errs, fmt.Errorf("http::tls: is needed because http::endpoint %q can be reached from other machines; or use 127.0.0.1", endpoint))
		}
	}
	if _, err := c.Links.parse(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// maxCommitWait is a fifth of the shortest default time-out of an OTLP exporter (10 s in the SDKs).
const maxCommitWait = 2 * time.Second

// isLoopback says whether only this machine can reach an endpoint.
func isLoopback(endpoint string) bool {
	host, _, err := net.SplitHostPort(endpoint)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
