package issue

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// users returns the users numbered from to to, without to.
func users(from, to int) *Users {
	u := NewUsers()
	for n := from; n < to; n++ {
		u.Add(fmt.Sprintf("%032x", n))
	}
	return u
}

func TestUsers_EstimateIsExactForFewAndCloseForMany(t *testing.T) {
	for _, c := range []struct {
		users  int
		within float64 // share
	}{{0, 0}, {1, 0}, {50, 0}, {1_000, 0.03}, {20_000, 0.03}, {300_000, 0.03}} {
		got := users(0, c.users).Estimate()
		require.LessOrEqual(t, math.Abs(float64(got)-float64(c.users)), c.within*float64(c.users), "%d of %d", got, c.users)
	}
}

func TestUsers_TheSameUserCountsOnce(t *testing.T) {
	u := NewUsers()
	for range 100 {
		u.Add("one")
	}
	require.EqualValues(t, 1, u.Estimate())
}

func TestUsers_MergeIsAUnion(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b *Users
		want float64
	}{
		{"of few and few", users(0, 20), users(10, 30), 30},
		{"of many and few", users(0, 50_000), users(49_990, 50_010), 50_010},
		{"of few and many", users(49_990, 50_010), users(0, 50_000), 50_010},
		{"of many and many", users(0, 50_000), users(25_000, 75_000), 75_000},
		{"with nobody", users(0, 20), NewUsers(), 20},
		{"with none known", users(0, 20), nil, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, c.a.Merge(c.b))
			require.InEpsilon(t, c.want, float64(c.a.Estimate()), 0.03)
		})
	}
}

func TestMergeUsers_ChangesNeitherSide(t *testing.T) {
	a, b := users(0, 20), users(10, 30)
	sum := mergeUsers(a, b)
	require.EqualValues(t, 30, sum.Estimate())
	sum.Add("another")
	require.EqualValues(t, 20, a.Estimate())
	require.EqualValues(t, 20, b.Estimate())
	require.Same(t, a, mergeUsers(a, nil))
	require.Nil(t, mergeUsers(nil, nil))
	require.EqualValues(t, 20, mergeUsers(nil, b).Estimate())
}

func TestUsers_ComeBackAsTheyWere(t *testing.T) {
	for _, n := range []int{0, 1, 50, 3_000, 100_000} {
		before := users(0, n)
		data, err := before.MarshalBinary()
		require.NoError(t, err)
		require.LessOrEqual(t, len(data), 17<<10)
		after, err := UnmarshalUsers(data)
		require.NoError(t, err)
		require.Equal(t, before.Estimate(), after.Estimate())
		// And go on counting: the same users are no others.
		require.NoError(t, after.Merge(before))
		require.InDelta(t, before.Estimate(), after.Estimate(), float64(n)*0.001)
		after.Add("another")
		require.GreaterOrEqual(t, after.Estimate(), before.Estimate())
	}
}

func TestUnmarshalUsers_NothingIsNobodySeenAndRubbishAnError(t *testing.T) {
	u, err := UnmarshalUsers(nil)
	require.NoError(t, err)
	require.Nil(t, u)
	_, err = UnmarshalUsers([]byte{1})
	require.Error(t, err)
}
