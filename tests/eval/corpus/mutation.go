package main

// mutation is one way to write and run the programs. What it changes must not change the group.
type mutation struct {
	name string
	// order is which of the values of its kind; depth is how deep recursion goes.
	order, depth int
	// moved adds lines of comments; reordered turns the functions around; closures adds closures
	// before those that are called and renames them.
	moved, reordered, closures bool
	// release is the folder the program is in, library the version of its dependency.
	release, library string
	// members is how the members of a group come. onlyGroups: the mutation says nothing about other programs.
	members    arrangement
	onlyGroups bool
}

var mutations = []mutation{
	{name: "base", depth: 3, release: oldRelease, library: oldLibrary},
	{name: "ids", order: 1, depth: 3, release: oldRelease, library: oldLibrary},
	{name: "depth", depth: 6, release: oldRelease, library: oldLibrary},
	{name: "moved", moved: true, depth: 3, release: oldRelease, library: oldLibrary},
	{name: "reordered", reordered: true, depth: 3, release: oldRelease, library: oldLibrary},
	{name: "closures", closures: true, depth: 3, release: oldRelease, library: oldLibrary},
	{name: "rebuilt", depth: 3, release: newRelease, library: oldLibrary},
	{name: "dependency", depth: 3, release: oldRelease, library: newLibrary},
	{name: "backwards", depth: 3, release: oldRelease, library: oldLibrary, members: arrangedBackwards, onlyGroups: true},
	{name: "twice", depth: 3, release: oldRelease, library: oldLibrary, members: arrangedTwice, onlyGroups: true},
	{name: "all", members: arrangedAnyhow, order: 2, moved: true, reordered: true, depth: 5, closures: true, release: newRelease, library: newLibrary},
}

const (
	oldRelease, newRelease = "srv/shop-1.4.2", "opt/releases/20260301120000/shop"
	oldLibrary, newLibrary = "1.4.2", "2.0.1"
)
