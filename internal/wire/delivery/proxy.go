package delivery

import (
	"errors"
	"net/url"
)

// ErrProxy is the fault of a proxy's address. It does not repeat the address, because credentials may
// be in it.
var ErrProxy = errors.New("must be a URL that begins with http://, https:// or socks5:// and names a host")

// ParseProxy reads the address of a proxy. Empty is none: the environment decides.
func ParseProxy(text string) (*url.URL, error) {
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return nil, ErrProxy
	}
	switch u.Scheme {
	case "http", "https", "socks5":
		return u, nil
	default:
		return nil, ErrProxy
	}
}
