package workflowrunprocessor

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadatatest"
)

func TestHandsNothingOnAfterShutdown(t *testing.T) {
	processortest.VerifyShutdown(t, NewFactory(), createDefaultConfig())
}

func TestTicksByItself(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	config := createDefaultConfig().(*Config)
	config.GracePeriod = 0
	next := &sink{}
	p, err := newProcessor(metadatatest.NewSettings(telemetry), config, next)
	require.NoError(t, err)
	clock := eventtest.NewClock()
	p.now = clock.Now
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))

	require.NoError(t, p.ConsumeLogs(t.Context(), eventtest.Logs(eventtest.NewRun(clock, "nightly").Running())))
	clock.Advance(time.Minute)
	assert.Eventually(t, func() bool { return len(next.requests()) == 2 }, time.Minute, 10*time.Millisecond)
	require.NoError(t, p.Shutdown(t.Context()))
	assert.Equal(t, stalled, eventtest.Names(next.requests()[1]))
	assert.NoError(t, telemetry.Shutdown(t.Context()))
}

// Many senders deliver the events of the same runs, doubled and in any order, while the processor ticks: the next component
// gets each event once, and nothing is said of runs that ended.
func TestEachEventPassesOnceHoweverManyDeliverAtOnce(t *testing.T) {
	const runs, senders = 40, 8
	f := startWithStorage(t, nil)
	var records []plog.LogRecord
	for nth := range runs {
		run := f.run(fmt.Sprint("run-", nth))
		records = append(records, run.Running())
		for range 5 {
			records = append(records, run.StepStarted("extract"), run.StepCompleted("extract", time.Second, nil))
		}
		records = append(records, run.Succeeded()...)
	}
	want := map[string]int{}
	for _, record := range records {
		want[text(record, event.AttrID)] = 1
	}

	var sending, ticking sync.WaitGroup
	stop := make(chan struct{})
	ticking.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				f.tick(t.Context())
			}
		}
	})
	for sender := range senders {
		sending.Go(func() {
			random := rand.New(rand.NewPCG(uint64(sender), 5))
			mine := append([]plog.LogRecord(nil), records...)
			random.Shuffle(len(mine), func(a, b int) { mine[a], mine[b] = mine[b], mine[a] })
			for len(mine) > 0 {
				size := min(1+random.IntN(20), len(mine))
				assert.NoError(t, f.ConsumeLogs(t.Context(), eventtest.Logs(mine[:size]...)))
				mine = mine[size:]
			}
		})
	}
	sending.Wait()
	close(stop)
	ticking.Wait()

	got := map[string]int{}
	for _, record := range eventtest.Records(f.passed()...) {
		got[text(record, event.AttrID)]++
	}
	assert.Equal(t, want, got)
	assert.Zero(t, f.runs.Open())
	assert.Equal(t, runs, f.runs.Len())
	f.pass(time.Hour)
	assert.Empty(t, f.names())
}
