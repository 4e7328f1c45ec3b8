//go:build interop

package interop

import (
	"fmt"
	"path/filepath"
	"testing"

	otelsdk "go.opentelemetry.io/otel/sdk"
)

func shops() []*shop {
	return []*shop{
		{
			service: "python-shop", runtime: "Python", sites: pythonSites, install: installPython,
			runs: []tradeRun{spansByGRPC, spansByHTTP, logsByGRPC, logsByHTTP, bothByGRPC, bothByHTTP},
		},
		{
			service: "go-shop", runtime: "Go", sites: goSites, install: installGo,
			runs: []tradeRun{spansByGRPC, spansByHTTP, logsByGRPC, logsByHTTP, bothByGRPC, bothByHTTP},
		},
		{
			service: "node-shop", runtime: "Node.js", sites: nodeSites, install: installNode,
			runs: []tradeRun{spansByGRPC, spansByHTTP, logsByGRPC, logsByHTTP, bothByGRPC, bothByHTTP},
		},
		{
			service: "java-shop", runtime: "Java", sites: javaSites, install: installJava,
			runs: []tradeRun{spansByGRPC, spansByHTTP, logsByGRPC, logsByHTTP, bothByGRPC, bothByHTTP, javaDup, javaDupLogged, javaLogsLogged},
		},
		unavailable(".NET", "its SDK comes from Microsoft and NuGet, neither of which this test installs from"),
		unavailable("Ruby", "its SDK is on RubyGems only, and Debian has no package of it"),
		unavailable("PHP", "its SDK is on Packagist only, and Debian has no package of it"),
	}
}

// The Java agent sends the exceptions of its instrumentations as log records beside span events, or
// instead of them, under this preview. The semantic conventions call it
// OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN, which no released SDK of this matrix reads.
var (
	javaDup        = tradeRun{"grpc", asSpanEvent, "logs/dup", []string{exceptionSignal + "logs/dup"}}
	javaDupLogged  = tradeRun{"http/protobuf", asBoth, "logs/dup and logged", []string{exceptionSignal + "logs/dup"}}
	javaLogsLogged = tradeRun{"grpc", asBoth, "logs and logged", []string{exceptionSignal + "logs"}}
)

const exceptionSignal = "OTEL_SEMCONV_EXCEPTION_SIGNAL_PREVIEW="

func unavailable(runtime, why string) *shop {
	return &shop{service: runtime, runtime: runtime, install: func(*testing.T) (program, error) {
		return program{}, fmt.Errorf("%w: %s", errUnavailable, why)
	}}
}

func installPython(t *testing.T) (program, error) {
	const requirements = "python/requirements.txt"
	python, err := venv(t, "python", requirements)
	return program{
		command: []string{filepath.Join(filepath.Dir(python), "opentelemetry-instrument"), python, "python/shop.py"},
		env:     []string{"PYTHONDONTWRITEBYTECODE=1"},
		sdk:     pinned(t, requirements, "opentelemetry-sdk"),
	}, err
}

func installGo(t *testing.T) (program, error) {
	binary := filepath.Join(t.TempDir(), "goshop")
	_, err := run(t.Context(), environ(), "", "go", "build", "-o", binary, "./goshop")
	return program{command: []string{binary}, sdk: otelsdk.Version()}, err
}

func installNode(t *testing.T) (program, error) {
	folder, err := npmInstall(t, "node")
	return program{folder: folder, command: []string{"node", "shop.js"}, sdk: pinned(t, "node/package.json", "@opentelemetry/sdk-node")}, err
}

func installJava(t *testing.T) (program, error) {
	const agent = "opentelemetry-javaagent"
	version := pinned(t, "java/pom.xml", agent)
	folder, err := mavenInstall(t, "java")
	return program{
		folder:  folder,
		command: []string{"java", "-XX:TieredStopAtLevel=1", "-javaagent:" + filepath.Join("lib", agent+"-"+version+".jar"), "-cp", "classes", "com.example.shop.Shop"},
		env:     []string{"OTEL_INSTRUMENTATION_METHODS_INCLUDE=com.example.shop.Shop[handleCheckout,handleRefund]"},
		sdk:     version,
	}, err
}
