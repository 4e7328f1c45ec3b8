package scrub

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// allowedKeys and allowedPrefixes are the attributes of the semantic conventions that say where and
// how an error happened, and not to whom.
var allowedKeys = setOf(`
host.name host.arch host.type device.model.identifier browser.platform browser.mobile browser.brands
http.method http.request.method http.status_code http.response.status_code http.route
http.request.resend_count http.request.body.size http.response.body.size http.scheme http.flavor
url.path url.scheme url.template server.address server.port error.type exception.type exception.escaped
db.system db.system.name db.namespace db.name db.operation db.operation.name db.operation.batch.size
db.collection.name db.response.status_code db.query.summary db.sql.table
process.pid process.executable.name
gen_ai.system gen_ai.provider.name gen_ai.operation.name gen_ai.request.model gen_ai.response.model
gen_ai.response.finish_reasons gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.tool.name gen_ai.agent.name
log.file.name log.file.path log.iostream log.level log.logger
session.platform app.version app.build_id deployment.environment net.peer.name net.peer.port net.host.name
net.host.port net.transport
`)

var allowedPrefixes = [...]string{
	"service.", "deployment.", "k8s.", "container.", "cloud.", "process.runtime.", "telemetry.sdk.", "telemetry.distro.",
	"os.", "network.", "rpc.", "messaging.", "code.", "thread.", "faas.", "vcs.", "feature_flag.", "aws.ecs.", "aws.lambda.",
	"graphql.operation.", "cicd.", "otel.", "tidemark.",
}

// refused wins over everything else: people, whole requests, statements and contents.
var refused = [...]string{
	"user.", "enduser.", "client.", "url.query", "url.full", "url.original", "http.url", "http.target", "http.user_agent",
	"user_agent.", "http.request.header.", "http.response.header.", "http.client_ip", "db.query.text", "db.query.parameter.",
	"db.statement", "db.user", "db.connection_string", "messaging.message.body", "messaging.message.header",
	"rpc.grpc.request.metadata.", "rpc.grpc.response.metadata.", "rpc.request.metadata.", "rpc.response.metadata.",
	"rpc.connect_rpc.request.metadata.", "rpc.connect_rpc.response.metadata.", "net.sock.peer.addr", "network.peer.",
	"gen_ai.prompt", "gen_ai.completion", "gen_ai.input.", "gen_ai.output.", "gen_ai.system_instructions",
	"gen_ai.tool.call.", "graphql.document", "log.record.original", "process.command", "process.owner", "session.id",
	"k8s.pod.annotation.", "k8s.pod.label.", "container.label.", "container.command",
}

// Allowed says whether an attribute may be stored or sent; its value still goes through Text.
func (s *Scrubber) Allowed(key string) bool {
	for _, prefix := range refused {
		if strings.HasPrefix(key, prefix) {
			return false
		}
	}
	if _, ok := allowedKeys[key]; ok {
		return true
	}
	if _, ok := s.allowKeys[key]; ok {
		return true
	}
	for _, prefix := range allowedPrefixes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	for _, prefix := range s.allowPrefixes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// maxKeyBytes bounds the key of an attribute.
const maxKeyBytes = 128

// attributes returns the allowed ones sorted by key, and how many were over the limit. Of equal keys
// the last one wins, so give those of the resource first and those of the record last.
func (s *Scrubber) attributes(all []exception.Attribute) (kept []exception.Attribute, dropped int) {
	for _, a := range all {
		if a.Value != "" && s.Allowed(a.Key) {
			kept = append(kept, a)
		}
	}
	slices.SortStableFunc(kept, func(a, b exception.Attribute) int { return strings.Compare(a.Key, b.Key) })
	unique := kept[:0]
	for i, a := range kept {
		if i+1 == len(kept) || kept[i+1].Key != a.Key {
			unique = append(unique, a)
		}
	}
	kept = unique
	if limit := s.settings.MaxAttributes; len(kept) > limit {
		dropped = len(kept) - limit
		s.counts[KindAttribute].Add(uint64(dropped))
		kept = kept[:limit]
	}
	for i, a := range kept {
		kept[i] = exception.Attribute{
			Key:   s.own(a.Key, maxKeyBytes),
			Value: s.attributeValue(a),
		}
	}
	return slices.Clip(kept), dropped
}

// readPerKept is how many times as much as is kept of a value is read: there may be 64 values, and tokens
// are shorter than 8 KiB.
const readPerKept = 8

// attributeValue returns the value of an allowed attribute. The name of a secret may be the key.
func (s *Scrubber) attributeValue(a exception.Attribute) string {
	if key := a.Key[strings.LastIndexByte(a.Key, '.')+1:]; isSecretName(key) {
		s.counts[KindSecret].Add(1)
		return placeholders[KindSecret]
	}
	return s.read(a.Value, min(maxReadBytes, readPerKept*s.settings.MaxValueBytes), s.settings.MaxValueBytes)
}
