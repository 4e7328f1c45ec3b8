package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRefused_EachErrorIsTakenOnce(t *testing.T) {
	var r refused
	require.False(t, r.take("a", start))
	r.add([]string{"a", "b", "a"}, start)
	require.True(t, r.take("a", start))
	require.True(t, r.take("a", start))
	require.False(t, r.take("a", start))
	require.True(t, r.take("b", start.Add(refusedAge)))
	require.Zero(t, r.size.Load())
}

func TestRefused_IsForgottenAfterAnHour(t *testing.T) {
	var r refused
	r.add([]string{"a"}, start)
	require.False(t, r.take("a", start.Add(refusedAge+time.Second)))
}

func TestRefused_IsBoundedAndSaysWhatItForgot(t *testing.T) {
	var r refused
	for n := range maxRefused + 5 {
		r.add([]string{fmt.Sprint(n)}, start)
	}
	require.EqualValues(t, maxRefused, r.size.Load())
	require.EqualValues(t, 5, r.forgotten.Load())
	later := start.Add(refusedAge + time.Second)
	r.add([]string{"late"}, later)
	require.EqualValues(t, 5, r.forgotten.Load(), "old ones make room")
	require.EqualValues(t, 1, r.size.Load())
	require.True(t, r.take("late", later))
}
