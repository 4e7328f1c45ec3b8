package release

import (
	"testing"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// thread is a report of users of getsentry/sentry: what reopened their issues although it proved nothing, and the
// nearest thing to it that must reopen.
type thread struct {
	number int
	// what users said, in one sentence.
	complaint string
	not, must situation
}

// clients is a web application with releases that live as long as a tab is open.
func clients() []Release {
	return []Release{ran("7.0.0", 0, 60, 50_000), ran("7.1.0", 7, 60, 80_000), ran("7.2.0", 14, 60, 90_000)}
}

// builds is a product with versions of four numbers.
func builds() []Release {
	return []Release{ran("3.25.47.20", 0, 60, 5_000), ran("3.25.47.21", 7, 60, 9_000)}
}

// app is a mobile application of which every version is in use.
func app() []Release {
	return []Release{
		ran("9.65.0", 0, 60, 20_000), ran("9.66.1", 7, 60, 30_000), ran("9.66.2", 14, 60, 60_000),
		ran("9.66.3", 21, 60, 50_000), ran("9.66.4", 28, 60, 20_000),
	}
}

var threads = []thread{
	{3750, "A tab that was open for long reports from an obsolete release, and the resolved issue is a regression.",
		situation{name: "resolved now, seen in a tab of the release before", here: clients(), fix: now("7.2.0", 15), release: "7.1.0", at: day(16), want: old, by: issue.OrderSemVer},
		situation{name: "resolved now, seen in the release of that time", here: clients(), fix: now("7.2.0", 15), release: "7.2.0", at: day(16), want: holds}},
	{44881, "Resolved in the next release, and the next error of the same release, or of a month ago, reopens it.",
		situation{name: "resolved in the next release, seen again in the same one", here: clients()[:2], fix: next("7.1.0", 8), release: "7.1.0", at: day(9), want: old},
		situation{name: "resolved in the next release, seen in that", here: clients(), fix: next("7.1.0", 8), release: "7.2.0", at: day(15), want: holds, by: issue.OrderArrival}},
	{52078, "Resolved in X, and reported as a regression in X although it happens in X-1 and older only.",
		situation{name: "resolved in 2.18.2, seen in 2.18.1", here: []Release{ran("2.18.1", 0, 60, 9_000), ran("2.18.2", 7, 60, 9_000)}, fix: in("2.18.2", 7), release: "2.18.1", at: day(10), want: old, by: issue.OrderSemVer},
		situation{name: "resolved in 2.18.2, seen in 2.18.2", here: []Release{ran("2.18.1", 0, 60, 9_000), ran("2.18.2", 7, 60, 9_000)}, fix: in("2.18.2", 7), release: "2.18.2", at: day(10), want: holds}},
	{70498, "Events from before the resolution that were processed late reopen it.",
		situation{name: "happened an hour before it was resolved, received two hours after", here: clients(), fix: now("7.2.0", 15), release: "7.2.0", at: day(15 - 1./24), received: day(15 + 2./24), want: late},
		situation{name: "happened an hour after it was resolved, received two hours after", here: clients(), fix: now("7.2.0", 15), release: "7.2.0", at: day(15 + 1./24), received: day(15 + 2./24), want: holds}},
	{88976, "Bare versions were not taken for versions, and 999.9.9 of a modified app was the newest release from then on.",
		situation{name: "999.9.9 of a modified app is no regression", here: append(clients(), stray("999.9.9", 16, 60)), fix: next("7.2.0", 15), release: "999.9.9", at: day(17), want: notBelieved, by: issue.OrderSemVer},
		situation{name: "the next release still is one when 999.9.9 was there before", here: append(clients(), stray("999.9.9", 10, 60), ran("7.3.0", 21, 60, 9_000)), fix: next("7.2.0", 15), release: "7.3.0", at: day(22), want: holds, by: issue.OrderArrival}},
	{104513, "Resolved in the next release, that was deployed for acceptance only, and production, still on the old one, reopened it.",
		situation{name: "production still runs 3.25.47.21, acceptance runs 3.25.47.22", here: builds(), elsewhere: map[string][]Release{"uat": {ran("3.25.47.22", 9, 60, 50)}}, fix: next("3.25.47.21", 8), release: "3.25.47.21", at: day(10), want: old},
		situation{name: "production runs 3.25.47.22 too", here: append(builds(), ran("3.25.47.22", 14, 60, 4_000)), elsewhere: map[string][]Release{"uat": {ran("3.25.47.22", 9, 60, 50)}}, fix: next("3.25.47.21", 8), release: "3.25.47.22", at: day(15), want: holds, by: issue.OrderSemVer}},
	{104751, "The release with the fix was deleted, and an older one reopened the issue.",
		situation{name: "resolved in 7.2.0, which is gone; seen in 7.1.0", here: clients()[:2], fix: in("7.2.0", 15), release: "7.1.0", at: day(20), want: old, by: issue.OrderSemVer},
		situation{name: "resolved in 7.2.0, which is gone; seen in 7.3.0", here: append(clients()[:2:2], ran("7.3.0", 21, 60, 9_000)), fix: in("7.2.0", 15), release: "7.3.0", at: day(22), want: holds, by: issue.OrderSemVer}},
	{105041, "Resolved in 9.66.3, and 9.66.2 reopened it: another release was missing, and others were named differently.",
		situation{name: "seen in 9.66.2, with a missing release and strange names in the book", here: append(app()[:4:4], ran("nightly-main", 22, 60, 300), ran("1a2b3c4d", 23, 60, 300)), fix: in("9.66.3", 22), release: "9.66.2", at: day(25), want: old, by: issue.OrderSemVer},
		situation{name: "seen in 9.66.4, with strange names in the book", here: append(app(), ran("nightly-main", 22, 60, 300), ran("1a2b3c4d", 23, 60, 300)), fix: in("9.66.3", 22), release: "9.66.4", at: day(29), want: holds, by: issue.OrderSemVer}},
}

func TestRegression_Sentry3750(t *testing.T)   { checkThread(t, 3750) }
func TestRegression_Sentry44881(t *testing.T)  { checkThread(t, 44881) }
func TestRegression_Sentry52078(t *testing.T)  { checkThread(t, 52078) }
func TestRegression_Sentry70498(t *testing.T)  { checkThread(t, 70498) }
func TestRegression_Sentry88976(t *testing.T)  { checkThread(t, 88976) }
func TestRegression_Sentry104513(t *testing.T) { checkThread(t, 104513) }
func TestRegression_Sentry104751(t *testing.T) { checkThread(t, 104751) }
func TestRegression_Sentry105041(t *testing.T) { checkThread(t, 105041) }

func checkThread(t *testing.T, number int) {
	for i := range threads {
		if threads[i].number != number {
			continue
		}
		not, must := &threads[i].not, &threads[i].must
		t.Run("stays resolved: "+not.name, func(t *testing.T) {
			not.check(t)
			if not.want.Reopens() {
				t.Error("this is what must not happen")
			}
		})
		t.Run("reopens: "+must.name, func(t *testing.T) {
			must.check(t)
			if !must.want.Reopens() {
				t.Error("this is what must not be missed")
			}
		})
		return
	}
	t.Fatalf("there is no thread %d", number)
}
