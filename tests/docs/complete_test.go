//go:build scenario

package docs

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// catalogue says which signals a component of the binary handles, by kind (receivers, ...) and type.
type catalogue map[string]map[string][]string

var signals = []string{"traces", "logs", "metrics"}

// isWhole says whether a configuration has pipelines of its own.
func isWhole(config map[string]any) bool {
	service, _ := config["service"].(map[string]any)
	pipelines, _ := service["pipelines"].(map[string]any)
	return len(pipelines) > 0
}

// sections are the keys at the top of a configuration.
var sections = []string{"receivers", "processors", "exporters", "connectors", "extensions", "service"}

// inSection returns a configuration whose components stand in a section. In the README of a component
// they stand at the top, and its folder says which section they go to.
func inSection(config map[string]any, path string) map[string]any {
	kind, _, _ := strings.Cut(path, "/")
	if !slices.Contains(sections, kind) {
		return config
	}
	for key := range config {
		if slices.Contains(sections, key) {
			return config
		}
	}
	return map[string]any{kind: config}
}

// complete puts the components of a part of a configuration into pipelines: one for each signal that
// one of them handles, with otlp before and debug behind where nothing is given.
func (c catalogue) complete(config map[string]any) error {
	section := func(kind string) map[string]any {
		m, _ := config[kind].(map[string]any)
		if m == nil {
			m = map[string]any{}
			config[kind] = m
		}
		return m
	}
	pipelines := map[string]any{}
	for _, signal := range signals {
		pipeline, given := map[string]any{}, 0
		for _, kind := range []string{"receivers", "processors", "exporters"} {
			var ids []string
			for _, id := range slices.Sorted(maps.Keys(section(kind))) {
				handled, ok := c[kind][typeOf(id)]
				if !ok {
					return fmt.Errorf("%s: the distribution has no %q", kind, typeOf(id))
				}
				if slices.Contains(handled, signal) {
					ids = append(ids, id)
				}
			}
			pipeline[kind] = ids
			given += len(ids)
		}
		if given > 0 {
			pipelines[signal] = pipeline
		}
	}
	if len(pipelines) == 0 {
		pipelines["logs"] = map[string]any{}
	}
	for _, p := range pipelines {
		fill(p.(map[string]any), "receivers", "otlp")
		fill(p.(map[string]any), "exporters", "debug")
	}
	if _, ok := section("receivers")["otlp"]; !ok {
		section("receivers")["otlp"] = map[string]any{"protocols": map[string]any{"grpc": nil}}
	}
	if _, ok := section("exporters")["debug"]; !ok {
		section("exporters")["debug"] = nil
	}
	service := section("service")
	service["pipelines"] = pipelines
	service["extensions"] = slices.Sorted(maps.Keys(section("extensions")))
	return nil
}

func fill(pipeline map[string]any, kind, id string) {
	if ids, _ := pipeline[kind].([]string); len(ids) == 0 {
		pipeline[kind] = []string{id}
	}
}

// typeOf returns the type of a component id: issues of issues/sentry.
func typeOf(id string) string {
	name, _, _ := strings.Cut(id, "/")
	return name
}
