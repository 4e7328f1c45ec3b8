package collector

import (
	"fmt"
	"net"
)

// port is one address that the default configuration listens on.
type port struct {
	name  string
	usual string
	// setting moves it elsewhere; %s is the new address.
	setting string
}

var (
	grpcPort    = port{"OTLP/gRPC", "localhost:4317", "yaml:receivers::otlp::protocols::grpc::endpoint: %s"}
	httpPort    = port{"OTLP/HTTP", "localhost:4318", "yaml:receivers::otlp::protocols::http::endpoint: %s"}
	apiPort     = port{"the API", "127.0.0.1:8686", "yaml:extensions::issue_tracker::http::endpoint: %s"}
	healthPort  = port{"the health check", "localhost:13133", "yaml:extensions::health_check::endpoint: %s"}
	metricsPort = port{"its own metrics", "localhost:8888", "yaml:service::telemetry::metrics::level: none"}
)

// Addresses are where a Collector listens.
type Addresses struct{ GRPC, HTTP, API string }

// choose returns the addresses, the settings that they need, and a sentence for each that is not the
// usual one. Another process may take a free port before the Collector does; then it does not start.
func choose(isFree func(address string) bool, free func() (string, error)) (a Addresses, settings, moved []string, err error) {
	for _, p := range []struct {
		port
		address *string
	}{{grpcPort, &a.GRPC}, {httpPort, &a.HTTP}, {apiPort, &a.API}, {healthPort, new(string)}} {
		*p.address = p.usual
		if isFree(p.usual) {
			continue
		}
		if *p.address, err = free(); err != nil {
			return a, nil, nil, fmt.Errorf("find a free port: %w", err)
		}
		settings = append(settings, fmt.Sprintf(p.setting, *p.address))
		moved = append(moved, fmt.Sprintf("%s is in use: %s is on %s", p.usual, p.name, *p.address))
	}
	if !isFree(metricsPort.usual) {
		settings = append(settings, metricsPort.setting)
		moved = append(moved, fmt.Sprintf("%s is in use: %s are off", metricsPort.usual, metricsPort.name))
	}
	return a, settings, moved, nil
}

func isFree(address string) bool {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return false
	}
	return l.Close() == nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
