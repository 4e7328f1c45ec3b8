package issuewebhookexporter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/fold"
)

// Keys in the storage.
const (
	keyFold   = "fold"
	keyMemory = "messages"
)

// kept is what a chat has to remember over a restart, in a storage extension; without one, nothing is.
type kept struct {
	client      storage.Client // nil for none
	destination string
}

func openKept(ctx context.Context, host component.Host, e *webhookExporter) (*kept, error) {
	k := &kept{destination: destination(e.config)}
	id := e.config.Storage
	if id == nil {
		return k, nil
	}
	extension, ok := host.GetExtensions()[*id]
	if !ok {
		return nil, fmt.Errorf("storage: there is no extension %s: define it under extensions and list it in service::extensions", id)
	}
	storing, ok := extension.(storage.Extension)
	if !ok {
		return nil, fmt.Errorf("storage: the extension %s stores nothing: use file_storage", id)
	}
	var err error
	if k.client, err = storing.GetClient(ctx, component.KindExporter, e.id, "chat"); err != nil {
		return nil, fmt.Errorf("storage: open %s: %w", id, err)
	}
	return k, nil
}

// destination names where messages go without showing it: a URL is a secret.
func destination(c *Config) string {
	sum := sha256.Sum256([]byte(string(c.Kind) + "\x00" + string(c.URL) + "\x00" + c.Slack.APIURL + "\x00" + c.Slack.Channel))
	return hex.EncodeToString(sum[:8])
}

func (k *kept) durable() bool { return k.client != nil }

// load returns what was kept; what cannot be read is empty.
func (k *kept) load(ctx context.Context) (fold.State, fold.Memory, error) {
	var state, memory []byte
	var errs [4]error
	if k.client != nil {
		state, errs[0] = k.client.Get(ctx, keyFold)
		memory, errs[1] = k.client.Get(ctx, keyMemory)
	}
	var s fold.State
	var m fold.Memory
	s, errs[2] = fold.DecodeState(state, k.destination)
	m, errs[3] = fold.DecodeMemory(memory, k.destination)
	return s, m, errors.Join(errs[:]...)
}

// save keeps the state, and the memory unless it is nil.
func (k *kept) save(ctx context.Context, s *fold.State, m *fold.Memory) error {
	if k.client == nil {
		return nil
	}
	state, err := s.Encode()
	if err != nil {
		return err
	}
	operations := []*storage.Operation{storage.SetOperation(keyFold, state)}
	if m != nil {
		memory, err := m.Encode()
		if err != nil {
			return err
		}
		operations = append(operations, storage.SetOperation(keyMemory, memory))
	}
	if err := k.client.Batch(ctx, operations...); err != nil {
		return fmt.Errorf("write to the storage: %w", err)
	}
	return nil
}

func (k *kept) close(ctx context.Context) error {
	if k.client == nil {
		return nil
	}
	return k.client.Close(ctx)
}
