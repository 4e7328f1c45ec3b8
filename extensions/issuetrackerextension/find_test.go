package issuetrackerextension

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
)

// host has the extensions it is given.
type host map[component.ID]component.Component

func (h host) GetExtensions() map[component.ID]component.Component { return h }

func TestFind(t *testing.T) {
	eu, us := &Tracker{}, &Tracker{}
	other := struct{ component.Component }{}
	euID, usID := component.MustNewIDWithName("issue_tracker", "eu"), component.MustNewIDWithName("issue_tracker", "us")
	otherID := component.MustNewID("zpages")
	one := host{euID: eu, otherID: other}
	both := host{euID: eu, usID: us}
	for _, test := range []struct {
		name, tracker string
		host          component.Host
		want          *Tracker
		err           string
	}{
		{"the only one needs no name", "", one, eu, ""},
		{"it may be named", "issue_tracker/eu", one, eu, ""},
		{"one of several has to be named", "issue_tracker/us", both, us, ""},
		{"several and no name", "", both, nil,
			"tracker: must name one of the extensions issue_tracker/eu, issue_tracker/us, because there is more than one issue_tracker"},
		{"a name that is not there", "issue_tracker/asia", both, nil,
			`tracker: there is no extension "issue_tracker/asia" in service::extensions; there is issue_tracker/eu, issue_tracker/us`},
		{"the name of another extension", "zpages", one, nil,
			`tracker: there is no extension "zpages" in service::extensions; there is issue_tracker/eu`},
		{"none at all", "", host{otherID: other}, nil, ErrNoTracker.Error()},
		{"none at all, though one is named", "issue_tracker", componenttest.NewNopHost(), nil, ErrNoTracker.Error()},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Find(test.host, test.tracker)
			if test.err != "" {
				assert.EqualError(t, err, test.err)
			} else {
				assert.NoError(t, err)
			}
			assert.Same(t, test.want, got)
		})
	}
}

func TestFind_NoTrackerSaysWhichLinesToAdd(t *testing.T) {
	_, err := Find(componenttest.NewNopHost(), "")
	assert.ErrorIs(t, err, ErrNoTracker)
	assert.ErrorContains(t, err, "\nextensions:\n  issue_tracker:\n\nservice:\n  extensions: [issue_tracker]")
}
