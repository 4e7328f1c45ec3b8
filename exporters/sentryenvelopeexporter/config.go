package sentryenvelopeexporter

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configretry"
	"go.opentelemetry.io/collector/config/configtls"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/sentry"
)

// Config of a Sentry envelope exporter.
type Config struct {
	// DSN says where events go unless one of DSNs fits: https://<key>@<host>/<project id>.
	// Empty, the default, is the off switch: nothing is sent, and what arrives is counted as
	// disabled.
	DSN configopaque.String `mapstructure:"dsn"`
	// DSNs send issues of some services or environments elsewhere. The first that fits wins.
	// Default none.
	DSNs []RouteConfig `mapstructure:"dsns"`
	// Timeout of one request with its answer. Must be greater than zero. Default 30s.
	Timeout time.Duration `mapstructure:"timeout"`
	// TLS of the connection. Default: the authorities of the system.
	TLS configtls.ClientConfig `mapstructure:"tls"`
	// ProxyURL is the proxy to use. Default: what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say.
	ProxyURL configopaque.String `mapstructure:"proxy_url"`
	// Retry says how attempts follow each other. A max_elapsed_time of zero, the default, is without
	// end: the tracker's outbox keeps what waits.
	Retry configretry.BackOffConfig `mapstructure:"retry_on_failure"`
}

// RouteConfig sends the issues of a service, of an environment, or of a service in an environment to
// a DSN. The names are compared exactly.
type RouteConfig struct {
	// Service is service.name. Empty fits all services.
	Service string `mapstructure:"service"`
	// Environment is deployment.environment.name, "unknown" where there is none. Empty fits all environments.
	Environment string `mapstructure:"environment"`
	// DSN says where these go. Empty turns sending off for them.
	DSN configopaque.String `mapstructure:"dsn"`
}

// Validate reports all faults at once. No part of a DSN is in the error.
func (c *Config) Validate() error {
	var errs []error
	if err := validateDSN(c.DSN); err != nil {
		errs = append(errs, fmt.Errorf("dsn: %w; leave it empty to send nothing", err))
	}
	for n, route := range c.DSNs {
		if route.Service == "" && route.Environment == "" {
			errs = append(errs, fmt.Errorf("dsns[%d]: must name a service, an environment or both; what fits everything belongs into dsn", n))
		}
		if err := validateDSN(route.DSN); err != nil {
			errs = append(errs, fmt.Errorf("dsns[%d]::dsn: %w; leave it empty to send nothing", n, err))
		}
	}
	if c.Timeout <= 0 {
		errs = append(errs, fmt.Errorf("timeout: must be greater than zero, is %s", c.Timeout))
	}
	if _, err := delivery.ParseProxy(string(c.ProxyURL)); err != nil {
		errs = append(errs, fmt.Errorf("proxy_url: %w", err))
	}
	return errors.Join(errs...)
}

func validateDSN(dsn configopaque.String) error {
	if dsn == "" {
		return nil
	}
	_, err := sentry.ParseDSN(string(dsn))
	return err
}
