package workflowrunprocessor

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadatatest"
)

func TestARequestThatWasRefusedLeavesNoTraceAndPassesWhenItIsSentAgain(t *testing.T) {
	for name, refusal := range map[string]error{
		"for now":  errors.New("the queue is full"),
		"for good": consumererror.NewPermanent(errors.New("the record is too large")),
	} {
		t.Run(name, func(t *testing.T) {
			f := startWithStorage(t, nil)
			run := f.run("nightly")
			queued := run.Queued()
			f.deliver(queued)
			f.passed()
			running, heartbeat, succeeded := run.Running(), run.Heartbeat(), run.Succeeded()
			after := run.StepStarted("extract")
			before := f.runs.Find("nightly").Events

			f.next.refuseWith(refusal)
			request := eventtest.Logs(queued, running, heartbeat, succeeded[0], succeeded[1], run.Waiting("w"), after)
			for range 3 {
				copied := eventtest.Logs(eventtest.Records(request)...)
				require.ErrorIs(t, f.ConsumeLogs(t.Context(), copied), refusal)
			}
			assert.Equal(t, before, f.runs.Find("nightly").Events)
			assert.False(t, f.runs.Find("nightly").HasEnd())

			f = f.afterCrash()
			require.NoError(t, f.ConsumeLogs(t.Context(), request))
			assert.Equal(t, []string{
				"workflow.run.running", "workflow.run.succeeded", "workflow.run.completed", "workflow.run.waiting",
				"workflow.step.started",
			}, f.names())
			metadatatest.AssertEqualProcessorWorkflowRunDuplicates(t, f.telemetry,
				[]metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp())
		})
	}
}

func TestARefusedRequestIsNotCounted(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	running := run.Running()
	f.deliver(running)
	f.next.refuseWith(errors.New("the queue is full"))
	require.Error(t, f.ConsumeLogs(t.Context(), eventtest.Logs(running, run.StepStarted("extract"))))
	_, err := f.telemetry.GetMetric("otelcol_processor_workflow_run_duplicates")
	assert.Error(t, err, "nothing was dropped for good")
}
