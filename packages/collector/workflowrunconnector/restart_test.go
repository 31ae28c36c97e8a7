package workflowrunconnector

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadatatest"
)

func TestACrashBetweenARequestAndTheFlushLosesNothingAndCountsNothingTwice(t *testing.T) {
	f := startWithStorage(t, nil)
	records := completed(f, "nightly", time.Minute)
	f.deliver(records...)

	f = f.afterCrash()
	f.deliver(records...) // the sender got no answer
	zero, value := f.flushed(), f.flushed()
	const name = "workflow.run.count{outcome=succeeded}"
	assert.Contains(t, zero, name)
	assert.Zero(t, zero[name])
	assert.InDelta(t, 1, value[name], 0)
	metadatatest.AssertEqualConnectorWorkflowRunDuplicates(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: 3}}, metricdatatest.IgnoreTimestamp())
}

func TestGoesOnWhereItWasUnderTheSameName(t *testing.T) {
	f := startWithStorage(t, nil)
	open := f.run("open")
	f.deliver(open.Running(), open.Waiting("w"))
	f.deliver(completed(f, "nightly", time.Minute)...)
	want := f.shown()
	instanceOf := func(f *fixture) string {
		value, _ := f.next.latest().ResourceMetrics().At(0).Resource().Attributes().Get("service.instance.id")
		return value.AsString()
	}
	instance := instanceOf(f)
	require.NotEmpty(t, instance)

	age := want["workflow.run.waiting.age{status=waiting}"]
	for name, again := range map[string]*fixture{"after a crash": f.afterCrash(), "after a restart": f.restarted(nil)} {
		f.flushed()
		got := again.flushed()
		assert.Greater(t, got["workflow.run.waiting.age{status=waiting}"], age, name)
		assert.Equal(t, want.without("workflow.run.waiting.age").nonZero(), got.without("workflow.run.waiting.age").nonZero(), name)
		assert.Equal(t, instance, instanceOf(again), name)
	}
}

func TestRemembersHowARunWasCounted(t *testing.T) {
	f := startWithStorage(t, nil)
	lost, ended := f.run("lost"), f.run("ended")
	f.deliver(lost.Running(), ended.Running())
	f.clock.Advance(time.Minute)
	f.deliver(lostRun(lost, lost.Process("collector"))...)
	f.deliver(ended.Succeeded()...)

	f = f.afterCrash()
	f.deliver(ended.Process("another").Ended(event.RunFailed, nil)...)
	f.deliver(lostRun(ended, ended.Process("collector"))...)
	f.deliver(lost.Failed("bug")...)
	assert.Equal(t, points{
		"workflow.run.count{outcome=succeeded}": 1, "workflow.run.count{category=bug,outcome=failed}": 1,
		"workflow.run.count{outcome=lost}": 1, "workflow.run.corrections{outcome=lost}": 1,
	}, f.shown().of("workflow.run.count", "workflow.run.corrections"))
}

func TestWritesNothingWhereNothingChanged(t *testing.T) {
	f := startWithStorage(t, nil)
	records := completed(f, "nightly", time.Minute)
	f.deliver(records...)
	f.shown()
	f.files.FailWith(assert.AnError)
	f.deliver(records...)
	f.shown()
	_, err := f.telemetry.GetMetric("otelcol_connector_workflow_run_storage_failures")
	assert.Error(t, err, "nothing was written that could have failed")
}

func TestCountsBySeriesOfTheNewConfigurationAndRemembersTheOldOnes(t *testing.T) {
	f := startWithStorage(t, nil)
	records := completed(f, "first", time.Minute)
	open := f.run("open")
	f.deliver(open.Running(), open.Waiting("w"))
	f.deliver(records...)
	f.shown()

	f = f.restarted(func(config *Config) { config.Attributes = []string{"service.name", event.AttrVersion} })
	f.deliver(records...)
	f.deliver(completed(f, "second", time.Minute)...)
	assert.Equal(t, points{
		"workflow.run.count{name=invoices,outcome=succeeded,version=1.8.3}": 1,
		"workflow.run.active{status=waiting,version=1.8.3}":                 1,
	}, f.shown().of("workflow.run.count", "workflow.run.active"), "what it counted is counted by the old attributes")

	f = f.restarted(func(config *Config) { config.Attributes = createDefaultConfig().(*Config).Attributes })
	f.deliver(records...)
	f.deliver(completed(f, "third", time.Minute)...)
	shown := f.shown()
	assert.InDelta(t, 2, shown["workflow.run.count{outcome=succeeded}"], 0, "the first and the third")
}

func TestKeepsWhatCouldNotBeSavedToBeSavedLater(t *testing.T) {
	f := startWithStorage(t, nil)
	f.files.FailWith(assert.AnError)
	records := completed(f, "nightly", time.Minute)
	f.deliver(records...)
	f.shown()
	f.deliver(f.run("other").Running())
	f.files.FailWith(nil)
	want := f.shown()
	assert.InDelta(t, 1, want["workflow.run.count{outcome=succeeded}"], 0)
	metadatatest.AssertEqualConnectorWorkflowRunStorageFailures(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: 4}}, metricdatatest.IgnoreTimestamp())

	f = f.afterCrash()
	f.deliver(records...)
	got := f.shown()
	const last = "workflow.event.delivery.duration"
	assert.Equal(t, want.without(last).nonZero(), got.without(last).nonZero())
}

func TestRestoresTheRestWhenPartOfTheStateIsDamaged(t *testing.T) {
	f := startWithStorage(t, nil)
	f.deliver(completed(f, "nightly", time.Minute)...)
	want := f.shown().nonZero()
	client := f.store.Client()
	for _, key := range []string{seriesKey(f.saved.number(keyOf(f, "workflow.run.duration/"))), workflowsKey} {
		require.NoError(t, client.Set(t.Context(), key, []byte{0xff}))
	}
	require.NoError(t, client.Set(t.Context(), string([]byte{'r', 0, 0, 0, 0}), []byte{0xff})) // the run

	f = f.afterCrash()
	assert.Zero(t, f.runs.Len())
	got := f.shown().nonZero()
	assert.Empty(t, got.of("workflow.run.duration"), "its count starts anew")
	assert.Len(t, got, len(want)-2)
	for key, value := range got {
		assert.InDelta(t, want[key], value, 0, key)
	}
	f.deliver(completed(f, "another", time.Minute)...)
	assert.NotEmpty(t, f.shown().of("workflow.run.count"), "it goes on to count")
}

// keyOf returns a key of a saved series that begins so.
func keyOf(f *fixture, prefix string) string {
	for key := range f.saved.numbers {
		if strings.HasPrefix(key, prefix) {
			return key
		}
	}
	f.t.Fatalf("there is no series %q", prefix)
	return ""
}
