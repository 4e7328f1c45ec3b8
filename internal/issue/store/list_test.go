package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func suiteIssues(t *testing.T, open opener) {
	t.Run("pages of equal times go on by id and miss nothing", func(t *testing.T) {
		db := open(t, Retention{})
		var want []issue.ID
		for n := range 25 { // five groups of five
			save(t, db, newIssue(n, start.Add(time.Duration(n/5)*time.Minute)))
		}
		all, err := db.Issues(t.Context(), Query{Limit: 100})
		require.NoError(t, err)
		require.Len(t, all.Issues, 25)
		require.Zero(t, all.Next)
		for n, i := range all.Issues[1:] {
			before := all.Issues[n]
			require.True(t, before.LastSeen.After(i.LastSeen) || before.LastSeen.Equal(i.LastSeen) && before.ID < i.ID)
		}
		for limit := 1; limit <= 26; limit++ {
			want = nil
			q := Query{Limit: limit}
			for {
				page, err := db.Issues(t.Context(), q)
				require.NoError(t, err)
				want = append(want, ids(page.Issues)...)
				if page.Next == (Position{}) {
					break
				}
				require.Len(t, page.Issues, limit)
				q.After = page.Next
			}
			require.Equal(t, ids(all.Issues), want, "limit %d", limit)
		}
	})
	t.Run("a limit that is none or too high is the highest", func(t *testing.T) {
		db := open(t, Retention{})
		update(t, db, func(tx *Tx) {
			for n := range MaxPage + 1 {
				require.NoError(t, tx.SaveIssue(t.Context(), newIssue(n, start), time.Time{}))
			}
		})
		for _, limit := range []int{0, -1, MaxPage + 1} {
			page, err := db.Issues(t.Context(), Query{Limit: limit})
			require.NoError(t, err)
			require.Len(t, page.Issues, MaxPage)
			require.NotZero(t, page.Next)
		}
	})
	suiteFilters(t, open)
	suiteText(t, open)
}

func suiteFilters(t *testing.T, open opener) {
	db := open(t, Retention{})
	for n, change := range []func(*issue.Issue){
		func(*issue.Issue) {},
		func(i *issue.Issue) { i.State = issue.StateResolved },
		func(i *issue.Issue) { i.Service = "cart" },
		func(i *issue.Issue) { i.Environment = "staging" },
		func(i *issue.Issue) { i.Kind = "latency" },
		func(i *issue.Issue) { i.Tenant = "acme" },
	} {
		i := newIssue(n, start.Add(-time.Duration(n)*time.Minute))
		change(&i)
		save(t, db, i)
	}
	for _, c := range []struct {
		name  string
		query Query
		want  []int
	}{
		{"no filter takes all of the tenant", Query{}, []int{0, 1, 2, 3, 4}},
		{"by state", Query{States: []issue.State{issue.StateResolved}}, []int{1}},
		{"by one of several states", Query{States: []issue.State{issue.StateResolved, issue.StateNew}}, []int{0, 1, 2, 3, 4}},
		{"by service", Query{Services: []string{"cart"}}, []int{2}},
		{"by environment", Query{Environments: []string{"staging", "nowhere"}}, []int{3}},
		{"by kind", Query{Kinds: []issue.Kind{"latency"}}, []int{4}},
		{"by tenant", Query{Tenant: "acme"}, []int{5}},
		{"by all of several filters", Query{Services: []string{"cart"}, States: []issue.State{issue.StateResolved}}, nil},
		{"filters go on behind a position", Query{Services: []string{"payment"}, After: Position{LastSeen: start.Add(-time.Minute), ID: identity(1).ID()}}, []int{3, 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			page, err := db.Issues(t.Context(), c.query)
			require.NoError(t, err)
			var want []issue.ID
			for _, n := range c.want {
				want = append(want, identity(n).ID())
			}
			require.Equal(t, want, ids(page.Issues))
		})
	}
}

func suiteText(t *testing.T, open opener) {
	db := open(t, Retention{})
	for n, title := range []string{`100% CPU`, `100 of CPU`, `snake_case`, `snakeXcase`, `C:\temp`, `Größe ÄNDERN`, `'; DROP TABLE issues`} {
		i := newIssue(n, start.Add(-time.Duration(n)*time.Minute))
		i.Title, i.Culprit = title, "shop.Pay"
		save(t, db, i)
	}
	for _, c := range []struct {
		name, text string
		want       []int
	}{
		{"a percent sign is itself", "0%", []int{0}},
		{"an underscore is itself", "e_c", []int{2}},
		{"a backslash is itself", `:\t`, []int{4}},
		{"case does not matter", "SNAKE", []int{2, 3}},
		{"case does not matter for umlauts", "ändern", []int{5}},
		{"the culprit is searched", "SHOP.pay", []int{0, 1, 2, 3, 4, 5, 6}},
		{"quotes are text", "'; drop", []int{6}},
		{"what is nowhere finds nothing", "nowhere", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			page, err := db.Issues(t.Context(), Query{Text: c.text})
			require.NoError(t, err)
			var want []issue.ID
			for _, n := range c.want {
				want = append(want, identity(n).ID())
			}
			require.Equal(t, want, ids(page.Issues))
		})
	}
}
