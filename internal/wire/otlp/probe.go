package otlp

import (
	"slices"
	"strings"
)

// probes are the last words of operations by which orchestrators, load balancers and scrapers ask whether a process is well.
var probes = []string{
	"health", "healthy", "healthz", "healthcheck", "health-check", "health_check", "live", "livez", "liveness",
	"ready", "readyz", "readiness", "ping", "heartbeat", "metrics",
}

// isProbe reports whether a route or the name of a span is that of a probe: "GET /healthz", "/actuator/health/liveness",
// "grpc.health.v1.Health/Check".
func isProbe(name string) bool {
	name = strings.ToLower(strings.TrimRight(name, "/"))
	return slices.Contains(probes, name[strings.LastIndexAny(name, "/ ")+1:]) || strings.HasPrefix(name, "grpc.health.")
}
