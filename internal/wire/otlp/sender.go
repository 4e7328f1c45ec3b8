package otlp

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Sender is the process that a resource describes. Strings point into the resource.
type Sender struct {
	Namespace, Service, Environment, Version string
	// Instance tells the processes of a service apart, Host is the machine, whose agent they may share. Both may be empty.
	Instance, Host string
}

var (
	instanceKeys = []string{"service.instance.id", "k8s.pod.name", "host.name"}
	hostKeys     = []string{"k8s.node.name", "host.name"}
)

// CheckReleaseFrom says what is wrong with the names of the resource attributes that NewItems is to find releases by.
func CheckReleaseFrom(names []string) error {
	if len(names) == 0 || slices.Contains(names, "") {
		return errors.New("release_from: name at least one resource attribute and none that is empty; the default is [service.version]")
	}
	return nil
}

func senderOf(resource pcommon.Map, releaseFrom []string) Sender {
	s := serviceOf(resource, releaseFrom)
	return Sender{
		Namespace: cleanName(s.Namespace), Service: cleanName(s.Name), Environment: cleanName(s.Environment), Version: cleanName(s.Version),
		Instance: cleanName(firstText(resource, instanceKeys)), Host: cleanName(firstText(resource, hostKeys)),
	}
}

// cleanName returns a name that may be kept: not too long, of valid characters, without the one that no database takes.
func cleanName(s string) string {
	s = clipName(s)
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
