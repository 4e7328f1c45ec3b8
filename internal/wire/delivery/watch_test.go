package delivery

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWatch_IsToldOfEachFailure(t *testing.T) {
	var told []error
	ctx := WithWatch(t.Context(), func(err error) { told = append(told, err) })
	first, second := errors.New("refused"), errors.New("hanging")
	Failed(ctx, first)
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	Failed(inner, second)
	require.Equal(t, []error{first, second}, told)
}

func TestWatch_NobodyHasToWatch(t *testing.T) {
	require.NotPanics(t, func() { Failed(t.Context(), errors.New("refused")) })
}
