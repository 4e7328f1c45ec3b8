package sentry

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// DSN says where events go and who sends them:
//
//	{scheme}://{public key}[:{secret key}]@{host}[:{port}][/{path}]/{project id}
//
// The secret key is a thing of the past and is not kept.
type DSN struct {
	scheme, publicKey, host, path, projectID string
}

// The faults of a DSN. They never repeat any of it, because it holds a key.
var (
	errDSNNotURL  = errors.New("the DSN is not a URL: it has to look like https://<key>@<host>/<project id>")
	errDSNScheme  = errors.New("the DSN has to begin with https:// or http://")
	errDSNKey     = errors.New("the DSN has no public key: it stands between the scheme and the host, https://<key>@<host>/<project id>")
	errDSNHost    = errors.New("the DSN has no host")
	errDSNProject = errors.New("the DSN has to end with the number of a project: https://<key>@<host>/<project id>")
	errDSNQuery   = errors.New("the DSN must not have a query or a fragment")
)

// ParseDSN reads a DSN. Spaces around it are ignored. Errors can be shown: no part of the DSN is in them.
func ParseDSN(text string) (DSN, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return DSN{}, errDSNNotURL
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return DSN{}, errDSNScheme
	}
	if !isToken(u.User.Username()) {
		return DSN{}, errDSNKey
	}
	if u.Hostname() == "" {
		return DSN{}, errDSNHost
	}
	if u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return DSN{}, errDSNQuery
	}
	whole := strings.TrimSuffix(u.EscapedPath(), "/")
	slash := strings.LastIndexByte(whole, '/')
	if slash < 0 || !isNumber(whole[slash+1:]) {
		return DSN{}, errDSNProject
	}
	return DSN{
		scheme: u.Scheme, publicKey: u.User.Username(), host: u.Host,
		path: whole[:slash], projectID: whole[slash+1:],
	}, nil
}

// Endpoint is the URL that takes envelopes. The key is not in it.
func (d DSN) Endpoint() string {
	return d.project("/api/"+d.projectID) + "/envelope/"
}

// String returns the DSN without its key, for people.
func (d DSN) String() string {
	return d.project("/" + d.projectID)
}

// Secrets returns what must not be shown.
func (d DSN) Secrets() []string { return []string{d.publicKey} }

// AuthHeader is the name of the header that carries Auth.
const AuthHeader = "X-Sentry-Auth"

// Auth returns the value of AuthHeader. client names the sender as name/version.
func (d DSN) Auth(client string) string {
	return fmt.Sprintf("Sentry sentry_version=7, sentry_client=%s, sentry_key=%s", client, d.publicKey)
}

// header is the DSN as it stands in the header of an envelope.
func (d DSN) header() string {
	return d.scheme + "://" + d.publicKey + "@" + d.host + d.path + "/" + d.projectID
}

func (d DSN) project(rest string) string {
	return d.scheme + "://" + d.host + d.path + rest
}

// isToken says whether a key can stand in a URL and in a header as it is. Keys are hexadecimal or
// UUIDs everywhere we know of.
func isToken(key string) bool {
	for _, r := range key {
		if r <= ' ' || r > '~' || strings.ContainsRune(`,"\:@/?#%`, r) {
			return false
		}
	}
	return key != ""
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
