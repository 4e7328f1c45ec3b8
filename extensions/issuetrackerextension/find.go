package issuetrackerextension

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/component"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadata"
)

// None is the value of a component's tracker key that asks for no tracker at all.
const None = "none"

// ErrNoTracker says that the configuration has no issue tracker.
var ErrNoTracker = errors.New(`no issue_tracker extension is running. Add these lines to the configuration:

extensions:
  issue_tracker:

service:
  extensions: [issue_tracker]`)

// CheckTracker says what is wrong with the tracker key of a component that may do without one.
func CheckTracker(name string) error {
	if name == "" || name == None {
		return nil
	}
	if err := new(component.ID).UnmarshalText([]byte(name)); err != nil {
		return fmt.Errorf("tracker: must be the id of an issue_tracker extension or %q: %w", None, err)
	}
	return nil
}

// Find returns the tracker that a component's tracker key names: the only one when it is empty.
// It is valid from Start on. The error says which lines to add.
func Find(host component.Host, name string) (*Tracker, error) {
	var found []string
	trackers := map[string]*Tracker{}
	for id, ext := range host.GetExtensions() {
		if t, ok := ext.(*Tracker); ok {
			trackers[id.String()] = t
			found = append(found, id.String())
		}
	}
	slices.Sort(found)
	switch {
	case len(found) == 0:
		return nil, ErrNoTracker
	case name != "":
		if t, ok := trackers[name]; ok {
			return t, nil
		}
		return nil, fmt.Errorf("tracker: there is no extension %q in service::extensions; there is %s", name, strings.Join(found, ", "))
	case len(found) > 1:
		return nil, fmt.Errorf("tracker: must name one of the extensions %s, because there is more than one %s", strings.Join(found, ", "), metadata.Type)
	}
	return trackers[found[0]], nil
}
