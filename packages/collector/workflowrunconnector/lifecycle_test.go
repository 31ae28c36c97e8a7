package workflowrunconnector

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
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadatatest"
)

func TestFlushesByItselfUntilShutdown(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	config := createDefaultConfig().(*Config)
	config.MetricsFlushInterval = time.Millisecond
	next := &sink{}
	m, err := newMeter(metadatatest.NewSettings(telemetry), config, next)
	require.NoError(t, err)
	clock := eventtest.NewClock()
	m.now = clock.Now
	require.NoError(t, m.Start(t.Context(), componenttest.NewNopHost()))
	require.NoError(t, m.ConsumeLogs(t.Context(), eventtest.Logs(eventtest.NewRun(clock, "nightly").Running())))
	assert.Eventually(t, func() bool { return len(next.all()) > 2 }, time.Minute, time.Millisecond)

	require.NoError(t, m.Shutdown(t.Context()))
	<-m.done // nobody is left who could
	assert.NoError(t, telemetry.Shutdown(t.Context()))
}

func TestShowsAtShutdownWhatWasCounted(t *testing.T) {
	f := start(t, nil)
	f.deliver(completed(f, "nightly", time.Minute)...)
	require.NoError(t, f.Shutdown(t.Context()))
	all := f.next.all()
	require.Len(t, all, 2)
	const name = "workflow.run.count{outcome=succeeded}"
	assert.Contains(t, pointsOf(all[0]), name)
	assert.Zero(t, pointsOf(all[0])[name])
	assert.InDelta(t, 1, pointsOf(all[1])[name], 0)
}

func TestShowsLaterWhatTheNextComponentRefused(t *testing.T) {
	f := start(t, nil)
	f.deliver(completed(f, "first", time.Minute)...)
	f.next.refuseWith(assert.AnError)
	for range 5 {
		f.flushed()
	}
	f.deliver(completed(f, "second", time.Minute)...)
	f.next.refuseWith(nil)
	const name = "workflow.run.count{outcome=succeeded}"
	zero, value := f.flushed(), f.flushed()
	assert.Contains(t, zero, name)
	assert.Zero(t, zero[name], "nobody has seen its zero yet")
	assert.InDelta(t, 2, value[name], 0)

	f.next.refuseWith(assert.AnError)
	f.deliver(completed(f, "third", time.Minute)...)
	f.flushed()
	f.next.refuseWith(nil)
	assert.InDelta(t, 3, f.flushed()[name], 0)
}

func TestLeavesTheRecordsAsTheyAre(t *testing.T) {
	f := start(t, nil)
	assert.False(t, f.Capabilities().MutatesData)
	request := eventtest.Logs(completed(f, "nightly", time.Minute)...)
	request.MarkReadOnly()
	assert.NoError(t, f.ConsumeLogs(t.Context(), request))
}

func TestCountsEachEventOnceHoweverManyDeliverAtOnce(t *testing.T) {
	const runs, senders = 40, 8
	f := startWithStorage(t, nil)
	var records []plog.LogRecord
	for nth := range runs {
		records = append(records, completed(f, fmt.Sprint("run-", nth), time.Second)...)
	}
	var sending, flushing sync.WaitGroup
	stop := make(chan struct{})
	flushing.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				f.flush(t.Context())
			}
		}
	})
	for sender := range senders {
		sending.Go(func() {
			random := rand.New(rand.NewPCG(uint64(sender), 11))
			f.deliverAll(shuffledAndDoubled(records, random), random)
		})
	}
	sending.Wait()
	close(stop)
	flushing.Wait()
	assert.InDelta(t, runs, f.shown().totals()["workflow.run.count{outcome=succeeded} "], 0)
	_, err := f.telemetry.GetMetric("otelcol_connector_workflow_run_too_old")
	assert.Error(t, err, "none was too old")
}

func TestCountsWhatIsBeyondTheLimitInOtherSeries(t *testing.T) {
	const limit, runs = 20, 100
	f := start(t, func(config *Config) { config.CardinalityLimit = limit })
	for nth := range runs {
		run := f.run(fmt.Sprint("run-", nth))
		run.Workflow = fmt.Sprint("workflow-", nth)
		f.deliver(run.RunningWith(eventtest.Attributes{event.AttrTenant: fmt.Sprint("tenant-", nth)}))
		f.deliver(run.Succeeded()...)
	}
	shown := f.shown()
	bySeries := shown.of("workflow.run.count")
	total := 0.0
	for _, value := range bySeries {
		total += value
	}
	assert.InDelta(t, runs, total, 0, "none is lost")
	assert.LessOrEqual(t, len(bySeries), limit+1)
	assert.Positive(t, bySeries["workflow.run.count{environment=other,outcome=succeeded,tenant=other,version=other,workflow=other}"])

	got, err := f.telemetry.GetMetric("otelcol_connector_workflow_run_overflows")
	require.NoError(t, err)
	assert.Positive(t, got.Data.(metricdata.Sum[int64]).DataPoints[0].Value)
	got, err = f.telemetry.GetMetric("otelcol_connector_workflow_run_series")
	require.NoError(t, err)
	assert.Equal(t, int64(f.next.latest().DataPointCount()), got.Data.(metricdata.Gauge[int64]).DataPoints[0].Value)
}
