package issuewebhookexporter

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configretry"
	"go.opentelemetry.io/collector/config/configtls"
	"golang.org/x/net/http/httpguts"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/cloudevents"
)

// Config of an issue webhook exporter.
type Config struct {
	// Kind is what is sent: cloudevents, slack, teams, discord or template. Default cloudevents.
	Kind Kind `mapstructure:"kind"`
	// URL gets each change by POST. It may be a private address. Empty, the default, is the off
	// switch: nothing is sent, and what arrives is counted as disabled. Of kind slack, either this or
	// slack::token.
	URL configopaque.String `mapstructure:"url"`
	// Slack is how messages are sent with a token, for kind slack.
	Slack SlackConfig `mapstructure:"slack"`
	// Template is what kind template sends.
	Template TemplateConfig `mapstructure:"template"`
	// Storage names the storage extension that keeps what chat kinds have to remember: folded changes
	// that wait, and which message tells of which issue. Default none: in memory.
	Storage *component.ID `mapstructure:"storage"`
	// Secret signs each request in the header X-Tidemark-Signature, for kinds cloudevents and template.
	// Empty, the default, does not sign.
	Secret configopaque.String `mapstructure:"secret"`
	// Headers are added to each request. Default none.
	Headers configopaque.MapList `mapstructure:"headers"`
	// Source is the attribute of that name of all CloudEvents. Default: /tidemark/<service.namespace>/<service.name>.
	Source string `mapstructure:"source"`
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

// ownHeaders are made for each request and cannot be configured.
var ownHeaders = []string{
	"Connection", "Content-Encoding", "Content-Length", "Content-Type", "Host", "Transfer-Encoding",
	cloudevents.IdempotencyKeyHeader, cloudevents.SignatureHeader,
}

// Validate reports all faults at once. No URL and no secret is in the error.
func (c *Config) Validate() error {
	errs := c.validateKind()
	if err := validateURL(string(c.URL)); err != nil {
		errs = append(errs, fmt.Errorf("url: %w; leave it empty to send nothing", err))
	}
	for name, value := range c.Headers.Iter {
		switch {
		case !httpguts.ValidHeaderFieldName(name):
			errs = append(errs, fmt.Errorf("headers: %q is no name of a header", name))
		case slices.Contains(ownHeaders, http.CanonicalHeaderKey(name)),
			c.Slack.Token != "" && http.CanonicalHeaderKey(name) == "Authorization":
			errs = append(errs, fmt.Errorf("headers: %s is set by the exporter", name))
		case !httpguts.ValidHeaderFieldValue(string(value)):
			errs = append(errs, fmt.Errorf("headers: the value of %s has characters that no header may have", name))
		}
	}
	if _, err := url.Parse(c.Source); err != nil {
		errs = append(errs, errors.New("source: must be a URI or the path of one"))
	}
	if c.Timeout <= 0 {
		errs = append(errs, fmt.Errorf("timeout: must be greater than zero, is %s", c.Timeout))
	}
	if _, err := delivery.ParseProxy(string(c.ProxyURL)); err != nil {
		errs = append(errs, fmt.Errorf("proxy_url: %w", err))
	}
	return errors.Join(errs...)
}

// The errors of net/url repeat the address, which is often a secret.
func validateURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return errors.New("must begin with https:// or http:// and name a host")
	}
	return nil
}
