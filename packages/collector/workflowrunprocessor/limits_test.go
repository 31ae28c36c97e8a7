package workflowrunprocessor

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadatatest"
)

func TestKeepsNoMoreThanMaxRunsAndCountsWhatItForgets(t *testing.T) {
	f := start(t, func(config *Config) { config.MaxRuns = 3 })
	ended := f.run("ended")
	f.deliver(ended.Running())
	f.deliver(ended.Succeeded()...)
	silent := f.run("silent")
	f.deliver(silent.Running())
	for nth := range 4 {
		f.pass(time.Second)
		f.deliver(f.run(fmt.Sprint("run-", nth)).Running())
		assert.LessOrEqual(t, f.runs.Len(), 3)
	}
	assert.Nil(t, f.runs.Find("ended"))
	assert.Nil(t, f.runs.Find("silent"))
	metadatatest.AssertEqualProcessorWorkflowRunEvicted(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: 3}}, metricdatatest.IgnoreTimestamp())

	f.passed()
	f.pass(time.Hour)
	assert.Len(t, f.names(), 3*3, "those that are kept are stalled, lost and rolled up; of the others nobody knows")
}

func TestTellsOfItselfWhatItDid(t *testing.T) {
	f := startWithStorage(t, nil)
	run, other, waiting := f.run("nightly"), f.run("other"), f.run("waiting")
	running := run.Running()
	f.deliver(running, running, other.Running(), waiting.Running(), waiting.Waiting("w"))
	f.pass(time.Second)
	f.files.FailWith(assert.AnError)
	f.deliver(run.StepStarted("extract"))
	f.deliver(run.StepStarted("post"))
	f.files.FailWith(nil)
	f.deliver(other.Succeeded()...)
	f.pass(time.Second)
	malformed := run.StepStarted("extract")
	malformed.Attributes().Remove("workflow.name")
	f.deliver(other.Waiting("w"), running, malformed)
	f.pass(2 * time.Minute)
	f.deliver(run.Heartbeat())
	f.pass(time.Hour)

	int64s := func(value int64) []metricdata.DataPoint[int64] { return []metricdata.DataPoint[int64]{{Value: value}} }
	ignoring := metricdatatest.IgnoreTimestamp()
	metadatatest.AssertEqualProcessorWorkflowRunDuplicates(t, f.telemetry, int64s(2), ignoring)
	metadatatest.AssertEqualProcessorWorkflowRunIllegalTransitions(t, f.telemetry, int64s(1), ignoring)
	metadatatest.AssertEqualProcessorWorkflowRunMalformed(t, f.telemetry, int64s(1), ignoring)
	metadatatest.AssertEqualProcessorWorkflowRunStorageFailures(t, f.telemetry, int64s(2), ignoring)
	metadatatest.AssertEqualProcessorWorkflowRunOpenRuns(t, f.telemetry, int64s(1), ignoring)
	by := func(name string, value int64) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Attributes: attribute.NewSet(attribute.String("event", name)), Value: value}
	}
	metadatatest.AssertEqualProcessorWorkflowRunInferred(t, f.telemetry, []metricdata.DataPoint[int64]{
		by("workflow.run.stalled", 2), by("workflow.run.resumed", 1), by("workflow.run.lost", 1),
		by("workflow.run.completed", 1), by("workflow.run.reminded", 1),
	}, ignoring)
}

func TestSavesLaterWhatCouldNotBeSaved(t *testing.T) {
	f := startWithStorage(t, nil)
	run := f.run("nightly")
	f.files.FailWith(assert.AnError)
	running := run.Running()
	f.deliver(running)
	assert.Equal(t, []string{"workflow.run.running"}, f.names(), "events pass though nothing can be saved")
	f.files.FailWith(nil)
	f.deliver(f.run("other").Queued())

	f = f.afterCrash()
	f.deliver(running)
	assert.Empty(t, f.names())
	f.pass(time.Minute)
	assert.Equal(t, stalled, f.names(), "and it is watched")
}

func TestForgetsARunWhenTheWindowAfterItsEndIsOver(t *testing.T) {
	f := startWithStorage(t, func(config *Config) { config.DedupWindow = time.Hour })
	run := f.run("nightly")
	f.deliver(run.Running())
	f.deliver(run.Succeeded()...)
	f.pass(time.Hour)
	require.Equal(t, 1, f.runs.Len())
	f.pass(time.Second)
	require.Zero(t, f.runs.Len())
	assert.Zero(t, f.afterCrash().runs.Len())
	_, err := f.telemetry.GetMetric("otelcol_processor_workflow_run_evicted")
	assert.Error(t, err, "it was not evicted, its time was over")
}
