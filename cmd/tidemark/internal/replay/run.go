package replay

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/replay/traffic"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
)

// Settings say what to play and to whom.
type Settings struct {
	Out io.Writer
	// JSON writes one Result a line instead of telling.
	JSON  bool
	Style screen.Style
	// Binary and Config are of the Collector, whose clock must be that of a replay. DataDir gets a folder for each part.
	Binary, Config, DataDir string
	// Timeout is the longest that one question to the Collector may take.
	Timeout time.Duration
	Seed    uint64
	// Only are the names of the scenarios to play; none is all.
	Only []string
	Now  func() time.Time
}

// Names returns the names of all scenarios.
func Names() (names []string) {
	for _, s := range Scenarios(0) {
		names = append(names, s.Name)
	}
	return names
}

// Run lets a Collector learn and plays the scenarios to copies of it, and those of a sale to new ones.
func Run(ctx context.Context, s Settings) error {
	learned := filepath.Join(s.DataDir, "learned")
	scenarios := slices.DeleteFunc(Scenarios(s.Seed), func(c Scenario) bool { return len(s.Only) > 0 && !slices.Contains(s.Only, c.Name) })
	if slices.ContainsFunc(scenarios, func(c Scenario) bool { return !c.Sale }) {
		if err := s.learn(ctx, learned); err != nil {
			return err
		}
	}
	for _, scenario := range scenarios {
		dir := filepath.Join(s.DataDir, scenario.Name)
		if !scenario.Sale {
			if err := copyFolder(learned, dir); err != nil {
				return err
			}
		}
		if err := s.play(ctx, dir, scenario); err != nil {
			return fmt.Errorf("%s: %w", scenario.Name, err)
		}
	}
	return nil
}

func (s *Settings) learn(ctx context.Context, dir string) error {
	s.say("A shop of six services on two hosts, from %s to %s.\n", day(traffic.Opening), day(Learned))
	began := s.Now()
	return s.stage(ctx, dir, func(endpoint string, c *client.Client) error {
		sent, err := send(ctx, endpoint, traffic.New(s.Seed, Learned, traffic.Trouble{}).Between(traffic.Opening, Learned))
		if err != nil {
			return err
		}
		issues, err := since(ctx, c, time.Time{})
		if err != nil {
			return err
		}
		s.say("Three weeks took %s: %d spans and %d log records in %d batches. Issues meanwhile: %d.\n",
			s.Now().Sub(began).Round(100*time.Millisecond), sent.Spans, sent.Records, sent.Batches, len(issues))
		return s.show(Result{Scenario: "learning", Seed: s.Seed, Until: Learned, Issues: issues})
	})
}

func (s *Settings) play(ctx context.Context, dir string, scenario Scenario) error {
	s.say("\n%s\n%s\n", s.Style.Bold(strings.ReplaceAll(scenario.Name, "-", " ")), scenario.Story)
	return s.stage(ctx, dir, func(endpoint string, c *client.Client) error {
		shop, from := traffic.New(s.Seed, Learned, scenario.Trouble), Learned
		if scenario.Sale {
			shop, from = traffic.NewSale(s.Seed, scenario.Trouble), SaleBegin
		}
		if _, err := send(ctx, endpoint, shop.Between(from, scenario.Until)); err != nil {
			return err
		}
		issues, err := since(ctx, c, from)
		if err != nil {
			return err
		}
		return s.show(Result{Scenario: scenario.Name, Seed: s.Seed, Onset: scenario.Onset, Over: scenario.Over, Until: scenario.Until, Issues: issues})
	})
}

// show writes what came of a part.
func (s *Settings) show(r Result) error {
	if !s.JSON {
		return s.tell(r)
	}
	if err := json.NewEncoder(s.Out).Encode(r); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

// say writes what only people read.
func (s *Settings) say(format string, args ...any) {
	if !s.JSON {
		fmt.Fprintf(s.Out, format, args...)
	}
}

func day(t time.Time) string { return t.Format("Monday 2 January 15:04") }
