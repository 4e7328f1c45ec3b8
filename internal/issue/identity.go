package issue

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Identity is what makes two findings the same issue.
type Identity struct {
	Tenant           string // empty for now, but part of every key
	Kind             Kind
	Fingerprint      string // with the version of the algorithm that made it
	ServiceNamespace string
	Service          string
	Environment      string
}

// NewErrorIdentity returns the identity of an error of a service.
func NewErrorIdentity(service *exception.Service, fingerprint string) Identity {
	return Identity{
		Kind:             KindError,
		Fingerprint:      fingerprint,
		ServiceNamespace: service.Namespace,
		Service:          service.Name,
		Environment:      service.Environment,
	}
}

// NewFindingIdentity returns the identity of what a detector found at a service. The incident names it, the same when it
// comes again. service is "" for what concerns a whole environment.
func NewFindingIdentity(kind Kind, namespace, service, environment, incident string) Identity {
	return Identity{
		Kind: kind, Fingerprint: findingVersion + ":" + incident, ServiceNamespace: namespace, Service: service, Environment: environment,
	}
}

// findingVersion is that of how incidents are named.
const findingVersion = "flatline1"

// ID names an issue: 20 characters of lower-case base32. It is derived from the identity the
// issue was opened with, so a process can stamp it on data before any store has answered, and it
// never changes, also when the identity later does (an alias).
type ID string

var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// idBits is the share of the digest that an id keeps. 100 bits are 20 characters of base32 and make
// an accidental collision among 10^9 issues less likely than 10^-12.
const idBits = 100

// ID returns the id of an issue opened with this identity: base32 of the first 100 bits of SHA-256
// over the length-prefixed fields, in the order of the struct.
func (i Identity) ID() ID {
	h := sha256.New()
	var n [8]byte
	for _, field := range [...]string{i.Tenant, string(i.Kind), i.Fingerprint, i.ServiceNamespace, i.Service, i.Environment} {
		binary.BigEndian.PutUint64(n[:], uint64(len(field)))
		h.Write(n[:])
		h.Write([]byte(field))
	}
	sum := h.Sum(nil)
	return ID(idEncoding.EncodeToString(sum[:(idBits+7)/8])[:idBits/5])
}
