package trial

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/spans"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
)

func TestPlanted_MovesWhatComesAfterTheChild(t *testing.T) {
	call := spans.Call{Start: 0, End: 100, Spans: []spans.Child{
		{Name: "a", Parent: -1, Start: 10, End: 50}, {Name: "b", Parent: 0, Start: 20, End: 40}, {Name: "c", Parent: -1, Start: 60, End: 90},
	}}
	longer := Planted{}.apply(call, 1, 5)
	require.Equal(t, spans.Call{Start: 0, End: 105, Spans: []spans.Child{
		{Name: "a", Parent: -1, Start: 10, End: 55}, {Name: "b", Parent: 0, Start: 20, End: 45}, {Name: "c", Parent: -1, Start: 65, End: 95},
	}}, longer)
	more := Planted{More: true}.apply(call, 1, 5)
	require.Equal(t, spans.Call{Start: 0, End: 105, Spans: []spans.Child{
		{Name: "a", Parent: -1, Start: 10, End: 55}, {Name: "b", Parent: 0, Start: 20, End: 40}, {Name: "c", Parent: -1, Start: 65, End: 95},
		{Name: "b", Parent: 0, Start: 40, End: 45},
	}}, more)
	require.Equal(t, int64(50), call.Spans[0].End, "the call itself is as it was")
}

func TestFindCause_NamesWhatWasPlantedInGeneratedCalls(t *testing.T) {
	tree := DrawnTree(1)
	for _, p := range Plants {
		cause, err := FindCause(tree, p, 1, 0)()
		require.NoError(t, err)
		require.Equal(t, 1, cause.First.Times, "%+v", cause)
	}
}

func TestCompare_TellsFiftyPerCentAndCountsItsSpans(t *testing.T) {
	out, err := Compare(Drawn(0.6), world.Plan{Name: "+50 %", Ratio: 1.5}, 1, 0, true)()
	require.NoError(t, err)
	o := out[Key{What: "+50 %", Half: Generated, Band: "0.6", By: Statistics, Alpha: 1e-4}]
	require.Equal(t, map[string]int{"slower": 1}, o.Told)
	require.Greater(t, o.Spans[0], 100.0)
	require.Less(t, o.Spans[0], 2000.0)
	require.Len(t, out, len(Alphas)+3)
}

func TestOutcomes_JoinAddsWhatIsOfOneKey(t *testing.T) {
	a, b := Outcomes{}, Outcomes{}
	a.Of(Key{What: "x"}).Told["slower"]++
	b.Of(Key{What: "x"}).Told["slower"]++
	b.Of(Key{What: "y"}).Told["tail"]++
	a.Join(b)
	require.Equal(t, 2, a[Key{What: "x"}].Runs())
	share := a[Key{What: "y"}].Share("tail", "slower")
	require.Equal(t, 1, share.Times)
}
