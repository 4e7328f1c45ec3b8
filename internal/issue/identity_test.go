package issue

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// The golden ids are frozen: stored issues, stamped data and issues in other systems carry them.
func TestIdentity_IDIsFrozen(t *testing.T) {
	for _, c := range []struct {
		name     string
		identity Identity
		want     ID
	}{
		{"nothing", Identity{}, "c6yhmh4hwca5ltyqov6m"},
		{"the least that occurs", Identity{Kind: KindError, Fingerprint: "v1:0011", Service: "unknown_service", Environment: "unknown"}, "3az33ap6gtzqc4owslla"},
		{"everything", Identity{
			Tenant: "acme", Kind: KindError, Fingerprint: "v1:0011223344556677",
			ServiceNamespace: "shop", Service: "payment", Environment: "production",
		}, "m3gzr4hdeqdvn7istimd"},
		{"beyond ASCII", Identity{Kind: KindError, Fingerprint: "v1:ä", Service: "größe", Environment: "日本"}, "lfzqcem5x3s6kvjbojxc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, c.identity.ID())
		})
	}
}

func TestIdentity_EveryFieldCounts(t *testing.T) {
	base := Identity{Tenant: "a", Kind: "b", Fingerprint: "c", ServiceNamespace: "d", Service: "e", Environment: "f"}
	seen := map[ID]string{base.ID(): "base"}
	for field, change := range map[string]func(*Identity){
		"tenant":      func(i *Identity) { i.Tenant = "x" },
		"kind":        func(i *Identity) { i.Kind = "x" },
		"fingerprint": func(i *Identity) { i.Fingerprint = "x" },
		"namespace":   func(i *Identity) { i.ServiceNamespace = "x" },
		"service":     func(i *Identity) { i.Service = "x" },
		"environment": func(i *Identity) { i.Environment = "x" },
	} {
		changed := base
		change(&changed)
		id := changed.ID()
		require.Empty(t, seen[id], "%s makes no difference", field)
		seen[id] = field
	}
}

func TestIdentity_TextCannotMoveFromFieldToField(t *testing.T) {
	for _, pair := range [][2]Identity{
		{{Service: "ab", Environment: "c"}, {Service: "a", Environment: "bc"}},
		{{Tenant: "ab", Kind: "c"}, {Tenant: "a", Kind: "bc"}},
		{{ServiceNamespace: "x"}, {Service: "x"}},
		{{Fingerprint: "a\x00b"}, {Fingerprint: "a", ServiceNamespace: "b"}},
	} {
		require.NotEqual(t, pair[0].ID(), pair[1].ID())
	}
}

func TestIdentity_IDsAreTwentyCharactersOfBase32(t *testing.T) {
	for n := range 1_000 {
		require.Regexp(t, `^[a-z2-7]{20}$`, string(Identity{Fingerprint: fmt.Sprint(n)}.ID()))
	}
}

func TestState_NamesAreReadBack(t *testing.T) {
	for state := StateNew; state <= StateMuted; state++ {
		got, err := ParseState(state.String())
		require.NoError(t, err)
		require.Equal(t, state, got)
	}
	require.Equal(t, "unknown", State(0).String())
	for _, text := range []string{"", "unknown", "New"} {
		_, err := ParseState(text)
		require.ErrorContains(t, err, "use new, ongoing")
	}
}
