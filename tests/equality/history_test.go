package equality

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/issue/store/postgrestest"
)

// variable says how many histories are played; perStore of them follow each other on one store, the
// later ones on what the earlier ones left.
const (
	variable         = "TIDEMARK_HISTORIES"
	defaultHistories = 60
	perStore         = 20
	steps            = 25
)

// small limits are reached within a history.
var small = store.Retention{
	MaxIssues: 12, MaxTombstones: 6, MaxFolds: 4, MaxExemplars: 4, MaxReleasesPerService: 3,
	MaxChanges: 30, MaxRefused: 3, MinutesFor: 2 * time.Hour, HoursFor: 48 * time.Hour, DaysFor: 30 * 24 * time.Hour,
}

// history is what happens to two stores at the same times.
type history struct {
	t      *testing.T
	random *rand.Rand
	now    time.Time
	spans  int
	lives  int
	sides  []*side
	merged []issue.ID // into others, some of them no more
	log    []string
}

// side is one store with the tracker on it.
type side struct {
	db          *store.DB
	tracker     *engine.Tracker
	errors      *engine.Errors
	destination *engine.Destination
}

type noAttributes struct{}

func (noAttributes) Select(func(string) bool) []exception.Attribute { return nil }

// begin starts the tracker on the store, as a process does.
func (s *side) begin(h *history) (err error) {
	s.tracker, err = engine.New(engine.Settings{
		DB: s.db, Scrubber: scrub.New(scrub.Settings{Key: []byte("key")}), Policy: issue.NewDefaultPolicy(),
		Instance: fmt.Sprint("life", h.lives), IssuesPerPath: 2,
	})
	if err != nil {
		return err
	}
	if s.destination != nil {
		if err := s.destination.Save(h.t.Context(), h.now); err != nil {
			return err
		}
	}
	s.errors = s.tracker.NewErrors(engine.Ignore{}, nil)
	s.destination, err = s.tracker.Destination(h.t.Context(), "issues/test", engine.StartBeginning, outbox.Filter{}, h.now)
	if err != nil || !s.db.Shared() {
		return err
	}
	return s.takeOver(h)
}

// takeOver gets the leases at once, which the life before it still has.
func (s *side) takeOver(h *history) error {
	for token := range int64(h.lives) {
		lease := store.Lease{Name: "destination issues/test", Holder: fmt.Sprint("life", h.lives-1), Token: token + 1}
		if err := s.db.EndLease(h.t.Context(), lease); err != nil {
			return err
		}
	}
	return s.tracker.Meet(h.t.Context(), h.now)
}

// both does the same on both sides, and both must answer the same.
func (h *history) both(do func(*side) error) {
	var answers []string
	for _, s := range h.sides {
		answers = append(answers, fmt.Sprint(do(s)))
	}
	require.Equal(h.t, answers[0], answers[1], "%v", h.log)
}

// issues returns what there is on the first side, to choose from.
func (h *history) issues() (ids []issue.ID) {
	page, err := h.sides[0].db.Issues(h.t.Context(), store.Query{})
	require.NoError(h.t, err)
	for _, i := range page.Issues {
		ids = append(ids, i.ID)
	}
	return ids
}

func pick[T any](h *history, list []T) T { return list[h.random.IntN(len(list))] }

func (h *history) step() {
	total := 0
	for _, o := range operations {
		total += o.weight
	}
	n := h.random.IntN(total)
	for _, o := range operations {
		if n -= o.weight; n < 0 {
			h.log = append(h.log, o.name)
			o.run(h)
			return
		}
	}
}

func histories(t *testing.T) int {
	text := os.Getenv(variable)
	if text == "" {
		return defaultHistories
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, variable)
	return n
}

func TestBothStoresEndTheSame(t *testing.T) {
	dsn := postgrestest.DSN(t) // skips the test before anything is done
	all := histories(t)
	changes, issues := int64(0), 0
	for first := 0; first < all; first += perStore {
		t.Run(fmt.Sprint("seeds from ", first), func(t *testing.T) {
			schema := postgrestest.Schema(t, dsn)
			file := filepath.Join(memory(t), "tidemark.db")
			h := &history{t: t, now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), sides: []*side{
				{db: open(t, store.Settings{Path: file, Force: true})},
				{db: open(t, store.Settings{DSN: schema})},
			}}
			contents := []*contents{openContents(t, "sqlite", "file:"+file), openContents(t, "pgx", schema)}
			for seed := first; seed < min(first+perStore, all); seed++ {
				h.random, h.log = rand.New(rand.NewPCG(uint64(seed), 1)), nil
				h.restart()
				for range steps {
					h.step()
				}
				require.Empty(t, differences(contents[0].read(t), contents[1].read(t)), "after the history of seed %d: %v", seed, h.log)
			}
			issues += len(h.issues())
			last, err := h.sides[0].db.LastSeq(t.Context())
			require.NoError(t, err)
			changes += last
		})
	}
	t.Logf("%d histories of %d steps, %d changes, %d issues at their ends: the same rows on both sides", all, steps, changes, issues)
}

func open(t *testing.T, settings store.Settings) *store.DB {
	t.Helper()
	settings.Retention = small
	db, err := store.Open(t.Context(), settings)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// memory returns a folder in memory, if there is such a thing: a disk takes most of the time.
func memory(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "tidemark-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(folder)) })
	return folder
}
