package breakdown

import (
	"net/netip"
	"strings"
)

// hostOf takes scheme, user, port and path off an address.
func hostOf(address string) string {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		address = rest
	}
	if at := strings.IndexAny(address, "/?#"); at >= 0 {
		address = address[:at]
	}
	address = address[strings.LastIndexByte(address, '@')+1:]
	if strings.HasPrefix(address, "[") {
		if end := strings.IndexByte(address, ']'); end > 0 {
			return address[1:end]
		}
	}
	if at := strings.LastIndexByte(address, ':'); at >= 0 && strings.IndexByte(address, ':') == at {
		address = address[:at]
	}
	return strings.TrimSuffix(address, ".")
}

// serviceOf returns the name of the service that a host is, "" for one that is not known to be one: names without a domain, and those of
// Kubernetes, whose first label is the service.
func serviceOf(host string) string {
	label, domain, dotted := strings.Cut(host, ".")
	if !dotted {
		if _, err := netip.ParseAddr(host); err == nil || host == "localhost" {
			return ""
		}
		return host
	}
	if _, domain, _ = strings.Cut(domain, "."); domain == "svc" || strings.HasPrefix(domain, "svc.") {
		return label
	}
	return ""
}
