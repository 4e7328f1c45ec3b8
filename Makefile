# `make help` lists the targets. Nothing but Go and make is needed for demo, run, test and build.

GO     ?= go
TOOL   := $(GO) tool -modfile=tools/go.mod
FUZZ_MINUTES ?= 10
HISTORIES ?= 10000
FLEET_SECONDS ?= 600
AWAY_SECONDS ?= 300
SEEDS  ?= 20
SEED   ?= 1
CONFIG ?= distributions/otelcol-tidemark/config.yaml
OUT    ?= build/eval-corpus

COLLECTOR := bin/otelcol-tidemark
COMMAND   := bin/tidemark
DIST      := build/otelcol-tidemark

# What the binaries are made of. Folders are listed so that a deleted file counts as a change.
SOURCES := $(shell find cmd exporters extensions internal processors receivers \
	-name testdata -prune -o ! -name '*_test.go' ! -name '*.md' -print 2>/dev/null)
GOFILES  = $(shell find . -path ./.git -prune -o -path ./build -prune -o -name '*.go' -print)

# Tests with these tags need the built binaries; `go test ./...` does not run them.
TAGS := scenario,interop,bench,eval

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help build demo demo-replay run test fuzz smoke scenario flatline-scenarios fleet interop bench eval eval-corpus lint generate generate-check check clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(COLLECTOR) $(COMMAND) ## Build bin/otelcol-tidemark and bin/tidemark.

demo: build ## Start the Collector, drive a sample shop through it, show the issues, stop.
	@$(COMMAND) demo --collector $(COLLECTOR) --config $(CONFIG)

demo-replay: build ## Replay three weeks of a larger shop, and what may happen in the fourth and on a sale; SEED=n is another shop.
	@$(COMMAND) demo --replay --seed $(SEED) --collector $(COLLECTOR) --config distributions/otelcol-tidemark/replay.yaml

run: build ## Keep the Collector in the foreground with the default configuration.
	@echo "Send OTLP to     http://localhost:4318 (HTTP) or http://localhost:4317 (gRPC)"
	@echo "List the issues  bin/tidemark issues list"
	@echo "Ask the API      http://127.0.0.1:8686/api/v1/issues"
	@echo "Data             $${TIDEMARK_DATA_DIR:-./tidemark-data}"
	@echo "Stop             Ctrl-C"
	@exec $(COLLECTOR) --config $(CONFIG)

test: ## Run every test that needs nothing but Go.
	@mkdir -p build; \
	if printf '#include <stdlib.h>\nint main(void) { return 0; }\n' | $$($(GO) env CC) -x c -o build/cc-works - 2>/dev/null; then \
		CGO_ENABLED=1 $(GO) test -race ./... && $(GO) test -run Allocat ./internal/engine ./processors/...; \
	else \
		echo "No C compiler found: testing without the race detector."; \
		CGO_ENABLED=0 $(GO) test ./...; \
	fi

fuzz: ## Try every parser, decoder and handler with made-up input for FUZZ_MINUTES (10) in total.
	@GO='$(GO)' FUZZ_MINUTES='$(FUZZ_MINUTES)' tools/fuzz.sh

smoke: build ## Start what was built with each shipped configuration and stop it.
	@TIDEMARK_BIN=$(CURDIR)/$(COLLECTOR) $(GO) test -tags scenario -count=1 -timeout 5m -run TestShipped ./tests/docs

scenario: build ## Test what the README promises on the built binaries.
	@TIDEMARK_BIN=$(CURDIR)/$(COLLECTOR) $(GO) test -tags scenario -count=1 -timeout 40m ./tests/docs ./tests/scenario/...

flatline-scenarios: build ## Play the scenarios of the replay demo with SEEDS (20) shops, and print what came of them.
	@TIDEMARK_BIN=$(CURDIR)/$(COLLECTOR) SEEDS=$(SEEDS) $(GO) test -tags scenario -count=1 -timeout 3h -v -run TestFlatline_EachScenario ./tests/scenario

fleet: build ## Test gateways on one PostgreSQL for long: HISTORIES (10000), FLEET_SECONDS (600) of kills, AWAY_SECONDS (300) without it.
	@TIDEMARK_HISTORIES=$(HISTORIES) $(GO) test -count=1 -timeout 3h -v ./tests/equality
	@TIDEMARK_FLEET_SECONDS=$(FLEET_SECONDS) TIDEMARK_AWAY_SECONDS=$(AWAY_SECONDS) TIDEMARK_BIN=$(CURDIR)/$(COLLECTOR) \
		$(GO) test -tags scenario -count=1 -timeout 60m -v -run TestFleet ./tests/scenario

interop: build ## Test with stock SDKs and Sentry-compatible backends; installs packages into build/interop.
	@TIDEMARK_BIN=$(CURDIR)/$(COLLECTOR) $(GO) test -tags interop -count=1 -timeout 20m -v ./tests/interop

bench: build ## Measure time and allocations per item.
	@$(GO) test -run '^$$' -bench . -benchmem ./...
	@TIDEMARK_BIN=$(CURDIR)/$(COLLECTOR) $(GO) test -tags bench -count=1 -timeout 60m -v ./tests/cost

eval: ## Measure the quality of detection (KIND=stacktraces|grouping|flatline|latency, DATA=a folder, or own).
	@case '$(KIND):$(DATA)' in flatline:own) echo "KIND=flatline measures a folder of counts: there are none of our own" >&2; exit 2;; latency:own) echo "KIND=latency measures a folder of spans: there are none of our own" >&2; exit 2;; stacktraces:?*|grouping:?*|flatline:?*|latency:?*) ;; *) echo "Usage: make eval KIND=stacktraces|grouping|flatline|latency DATA=folder|own" >&2; exit 2;; esac
	@if [ '$(DATA)' = own ]; then $(MAKE) --no-print-directory eval-corpus OUT=$(OUT); fi
	@KIND='$(KIND)' DATA='$(if $(filter own,$(DATA)),$(abspath $(OUT)),$(if $(DATA),$(abspath $(DATA))))' \
		$(GO) test -tags eval -count=1 -timeout 60m -v ./tests/eval

eval-corpus: ## Write and run the programs of our own corpus, into OUT=folder.
	@[ -f '$(OUT)/complete' ] || $(GO) run ./tests/eval/corpus '$(OUT)'

lint: ## Check the format and look for mistakes.
	@unformatted=$$(gofmt -l $(GOFILES)); [ -z "$$unformatted" ] || { echo "Run gofmt -w on:"; echo "$$unformatted"; exit 1; } >&2
	@$(GO) mod tidy -diff
	@$(GO) vet -tags $(TAGS) ./...
	@$(TOOL) staticcheck -tags $(TAGS) ./...

generate: ## Write the generated code anew.
	@$(GO) generate ./...

# Compares check sums, not commits: right in a clean clone and with work in progress.
SUMS = find . -path ./.git -prune -o -path ./build -prune -o -path ./bin -prune -o \
	-path ./tidemark-data -prune -o -type f -exec cksum {} + | sort -k 3

generate-check: ## Fail when generated code is not fresh.
	@mkdir -p build
	@$(SUMS) > build/sums-before
	@$(GO) generate ./...
	@$(SUMS) > build/sums-after
	@diff build/sums-before build/sums-after || { echo "Generated files were not fresh and have been written anew." >&2; exit 1; }

check: lint generate-check test build smoke scenario ## Run all that CI runs.

clean: ## Remove what was built; keeps tidemark-data.
	rm -rf bin build

$(COLLECTOR): $(DIST)/go.mod $(SOURCES)
	@mkdir -p bin
	@echo "Building $@ (some minutes the first time)"
	@cd $(DIST) && CGO_ENABLED=0 $(GO) build -mod=mod -buildvcs=false -trimpath -ldflags='-s -w' -o $(CURDIR)/$@ .

# ocb writes the sources of the distribution; they change only with the manifest and the modules.
$(DIST)/go.mod: builder-config.yaml go.mod tools/go.mod
	@mkdir -p build
	@echo "Resolving the modules of the distribution"
	@$(TOOL) builder --config builder-config.yaml --skip-compilation > build/ocb.log 2>&1 || { cat build/ocb.log >&2; exit 1; }
	@touch $@

$(COMMAND): go.mod $(SOURCES)
	@mkdir -p bin
	@echo "Building $@"
	@CGO_ENABLED=0 $(GO) build -buildvcs=false -trimpath -ldflags='-s -w' -o $@ ./cmd/tidemark
