package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPrograms_AreEnoughAndDifferent(t *testing.T) {
	near := 0
	for i := range runtimes {
		r := &runtimes[i]
		t.Run(r.name, func(t *testing.T) {
			g, err := r.grammar()
			require.NoError(t, err)
			names, texts, halves := map[string]bool{}, map[string]bool{}, map[string]int{}
			for number := range count(g) {
				p := newProgram(r.name, number, g)
				require.Equal(t, p, newProgram(r.name, number, g), "a program is made from its number alone")
				names[snake(p.name)] = true
				blocks, _ := render(g, &r.style, p, &mutations[0])
				texts[blocks[0]+blocks[3]+blocks[4]] = true
				halves[p.half()]++
				sites := len(p.sites(g))
				near += sites * (sites - 1) / 2
			}
			require.Len(t, names, count(g))
			require.Len(t, texts, count(g))
			require.Equal(t, map[string]int{"development": count(g) / 2, "held_out": count(g) / 2}, halves)
		})
	}
	require.GreaterOrEqual(t, near*len(mutations), 1000, "pairs of labels that must not be merged")
}

func TestRender_ChangesWhatTheMutationSays(t *testing.T) {
	g, err := parseGrammar(`
== part choose
def @F(): @A @B @K
== part choose same
def @F(): @A @B
== part closure
spare
== step plain
def @F():
    @X
    @L
    @C = @N
== step b
== step c
== step d
== step e
== step f
== step g
== step h
== end own
def @F(): raise @E(@M) or @E(@O)
== end fails fixed
== end x
== end y
`)
	require.NoError(t, err)
	s := &style{function: snake, class: pascal, comment: "#", message: func(text string) string { return `"` + text + `"` }}
	p := &program{
		name: []string{"orders", "cache"}, steps: []int{0}, wrap: -1, group: -1, message: "m", otherMessage: "o",
		words: [][]string{{"fail", "a"}, {"fail", "b"}, {"fail", "k"}, {"choose", "one"}, {"place", "order"}, {"inner", "item"}},
	}
	plain := []string{
		"def fail_a(): raise OrdersError(\"m\") or OrdersError(\"o\")\n",
		"def fail_b(): raise OrdersError(\"m\") or OrdersError(\"o\")\n",
		"def fail_k(): raise OrdersError(\"m\") or OrdersError(\"o\")\n",
		"def choose_one(): fail_a fail_b\n",
	}
	for _, test := range []struct {
		name     string
		mutation mutation
		want     []string
	}{
		{"nothing", mutation{}, append(plain[:4:4], "def place_order():\n    again_item = choose_one\n")},
		{"closures are added and renamed", mutation{closures: true},
			append(plain[:4:4], "def place_order():\n    spare\n    repeated_item = choose_one\n")},
		{"lines are moved", mutation{moved: true}, append([]string{
			"# part of the shop\n# part of the shop\n# part of the shop\n# part of the shop\n# part of the shop\n"},
			append(plain[:4:4], "def place_order():\n    # checked by the shop\n    # checked by the shop\n    # checked by the shop\n    again_item = choose_one\n")...)},
		{"functions are turned around", mutation{reordered: true},
			[]string{"def place_order():\n    again_item = choose_one\n", plain[3], plain[2], plain[1], plain[0]}},
	} {
		t.Run(test.name, func(t *testing.T) {
			blocks, entry := render(g, s, p, &test.mutation)
			require.Equal(t, "place_order", entry)
			require.Equal(t, test.want, blocks)
		})
	}
}
