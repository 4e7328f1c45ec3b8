package flatline_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

func TestSnapshot_WhatChangesAllTheTimeDoesNotKeepBackTheRest(t *testing.T) {
	d, err := flatline.New(flatline.Settings{})
	require.NoError(t, err)
	now := monday
	change := func() {
		now = now.Add(5 * time.Minute)
		for n := range 10 {
			sender := d.Sender(flatline.Sender{Service: fmt.Sprint("shop-", n)}, now)
			d.Hear(flatline.Heard{Sender: sender, Received: now, First: now, Last: now, Items: 1})
			id := d.Stream(flatline.Key{Definition: -1, Service: fmt.Sprint("shop-", n), Name: "server GET /"}, now)
			d.Observe(flatline.Observation{Stream: id, Sender: sender, At: now, Received: now, Count: 1})
		}
	}
	saved := map[string]int{}
	for range 4 { // 10 services and 10 streams in pieces of 5
		change()
		taken := 0
		for key := range d.Snapshot() {
			saved[key]++
			if taken++; taken == 5 {
				break
			}
		}
	}
	require.Len(t, saved, 20)
	for key, times := range saved {
		require.Equal(t, 1, times, key)
	}
}
