package release

import (
	"cmp"
	"strings"
)

// Compare returns -1, 0 or 1 as a comes before, at or after b, by what their names say. ok is false when
// names cannot tell: they are of different schemes or packages, or of a scheme without an order.
//
// The order is that of SemVer 2.0 (numbers, then a pre-release before its release, numeric identifiers
// before others) with four additions for names that SemVer does not know or leaves equal: missing numbers
// are 0; digits inside an identifier count as a number (rc2 before rc10); commits after a version come
// after it; builds of one version that are all numbers are counted (1.0+9 before 1.0+10).
func Compare(a, b Version) (order int, ok bool) {
	if a.Scheme != b.Scheme || a.Name != b.Name || a.Scheme <= SchemeHash {
		return 0, false
	}
	for i := range a.Numbers {
		if c := cmp.Compare(a.Numbers[i], b.Numbers[i]); c != 0 {
			return c, true
		}
	}
	if c := comparePre(a.Pre, b.Pre); c != 0 {
		return c, true
	}
	if c := cmp.Compare(a.Commits, b.Commits); c != 0 {
		return c, true
	}
	if isBuildNumber(a.Build) && isBuildNumber(b.Build) {
		return compareIdentifiers(a.Build, b.Build), true
	}
	return 0, true
}

// sameLine says whether two versions are of one line of development, on which a higher version always
// holds what a lower one holds: x.y.1 and x.y.2, but not 1.9.1 and 2.0.0, which may live beside each other.
func sameLine(a, b Version) bool {
	if a.Scheme != SchemeSemVer {
		return true
	}
	if a.Count < 3 && b.Count < 3 {
		return a.Numbers[0] == b.Numbers[0]
	}
	return a.Numbers[0] == b.Numbers[0] && a.Numbers[1] == b.Numbers[1]
}

// comparePre compares pre-releases. None comes after any.
func comparePre(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	}
	return compareIdentifiers(a, b)
}

// compareIdentifiers compares what dots separate, from the left. Of two that begin alike the longer is later.
func compareIdentifiers(a, b string) int {
	for {
		left, moreA, okA := strings.Cut(a, ".")
		right, moreB, okB := strings.Cut(b, ".")
		if c := compareIdentifier(left, right); c != 0 {
			return c
		}
		switch {
		case !okA && !okB:
			return 0
		case !okA:
			return -1
		case !okB:
			return 1
		}
		a, b = moreA, moreB
	}
}

func compareIdentifier(a, b string) int {
	switch numberA, numberB := isNumber(a), isNumber(b); {
	case numberA && numberB:
		return compareDigits(a, b)
	case numberA:
		return -1
	case numberB:
		return 1
	}
	for a != "" && b != "" {
		digitsA, digitsB := leadingDigits(a), leadingDigits(b)
		if digitsA > 0 && digitsB > 0 {
			if c := compareDigits(a[:digitsA], b[:digitsB]); c != 0 {
				return c
			}
			a, b = a[digitsA:], b[digitsB:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

// compareDigits compares numbers of any length.
func compareDigits(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

func isBuildNumber(build string) bool {
	return build != "" && strings.Trim(build, "0123456789.") == "" && isDigit(build[0])
}
