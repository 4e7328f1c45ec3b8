package issuesreceiver

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/receivers/issuesreceiver/internal/metadatatest"
)

func TestIssues_WaitsAsLongAsTheDestinationAsksFor(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		limited := &delivery.Error{Class: delivery.Retry, Reason: delivery.ReasonRateLimited, After: time.Minute, Err: errors.New("429")}
		p := &pipeline{answer: func(_ context.Context, _ string, attempt int) error {
			if attempt <= 2 {
				return limited
			}
			return nil
		}}
		k.report(t, "A")
		p.began = time.Now()
		f := newFixture(t, p, fromTheBeginning).start(t, k)
		time.Sleep(time.Hour)
		synctest.Wait()
		assert.Equal(t, []time.Duration{0, time.Minute, 2 * time.Minute}, p.at)
		f.stop(t)
	})
}

func TestIssues_OfTwoExportersBothMustRefuse(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		refused := consumererror.NewPermanent(&delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonTooLarge, Err: errors.New("413")})
		p := &pipeline{answer: func(_ context.Context, name string, attempt int) error {
			if name == "opened A" && attempt <= 2 {
				return errors.Join(refused, errAway)
			}
			return refused
		}}
		k.report(t, "A")
		k.report(t, "B")
		f := newFixture(t, p, fromTheBeginning).start(t, k)
		time.Sleep(time.Hour)
		synctest.Wait()
		tried, _ := p.got()
		assert.Equal(t, []string{"opened A", "opened A", "opened A", "opened B"}, tried)
		metadatatest.AssertEqualReceiverIssuesRefused(t, f.telemetry, []metricdata.DataPoint[int64]{
			{Value: 2, Attributes: f.attributes(attribute.String("reason", "too_large"))},
		}, metricdatatest.IgnoreTimestamp())
		f.stop(t)
	})
}

func TestIssues_OfARefusalOnlyWhatTheExporterSaidIsTold(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		p := &pipeline{answer: func(context.Context, string, int) error {
			return fmt.Errorf("not retryable error: %w", consumererror.NewPermanent(errors.New("the answer was 413")))
		}}
		k.report(t, "A")
		f := newFixture(t, p, fromTheBeginning).start(t, k)
		synctest.Wait()
		f.stop(t)
		told := f.logged.All()
		require.Len(t, told, 1)
		assert.Equal(t, zap.WarnLevel, told[0].Level, "an error would come with a stack of Go functions")
		assert.Equal(t, "the answer was 413", told[0].ContextMap()["error"])
		assert.Equal(t, "permanent", told[0].ContextMap()["reason"])
	})
}
