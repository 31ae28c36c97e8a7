package workflowrunconnector

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadatatest"
)

func TestARunIsActiveInOneStatusAtATimeUntilItEnds(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	watcher := run.Process("collector")
	active := func() points { return f.flushed().of("workflow.run.active") }
	in := func(status string) points { return points{seriesOf("workflow.run.active", "status="+status): 1} }
	queued := run.Say(event.RunQueued, eventtest.Attributes{
		event.AttrVersion: eventtest.Version, event.AttrEnvironment: eventtest.Environment, event.AttrTenant: eventtest.Tenant,
	})
	inferred := eventtest.Attributes{"workflow.event.inferred": true}

	f.deliver(queued)
	assert.Equal(t, in("queued"), active())
	f.deliver(run.Running())
	assert.Equal(t, in("running"), active())
	f.deliver(run.Waiting("w"))
	assert.Equal(t, in("waiting"), active())
	f.deliver(run.Blocked("b"))
	assert.Equal(t, in("blocked"), active())
	f.deliver(run.Resumed("b", time.Second))
	assert.Equal(t, in("waiting"), active())
	f.deliver(run.Resumed("w", time.Second))
	assert.Equal(t, in("running"), active())
	f.deliver(watcher.Say(event.RunStalled, inferred))
	assert.Equal(t, in("stalled"), active())
	f.deliver(watcher.Say(event.RunResumed, inferred))
	assert.Equal(t, in("running"), active())
	f.deliver(run.Say(event.RunCancelling, nil))
	assert.Equal(t, in("cancelling"), active())
	f.deliver(run.Ended(event.RunCancelled, nil)...)
	assert.Empty(t, active())
}

func TestARunWhoseBeginningArrivesLateMovesToItsGroup(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	running := run.Running()
	f.deliver(run.StepStarted("extract"))
	f.deliver(running)
	f.flushed()
	counted := 0.0
	for _, value := range f.flushed().of("workflow.run.active") {
		counted += value
	}
	assert.InDelta(t, 1, counted, 0)
	f.deliver(run.Succeeded()...)
	assert.Empty(t, f.flushed().of("workflow.run.active"))
}

func TestShowsTheAgeOfTheLongestOpenWait(t *testing.T) {
	f := start(t, nil)
	const waiting, blocked = "workflow.run.waiting.age{status=waiting}", "workflow.run.waiting.age{status=blocked}"
	first, second := f.run("first"), f.run("second")
	f.deliver(first.Running(), second.Running())
	assert.Empty(t, f.flushed().of("workflow.run.waiting.age"))

	f.deliver(first.Waiting("w"))
	f.clock.Advance(time.Hour)
	f.deliver(second.Waiting("w"))
	assert.Equal(t, points{waiting: 3600 + 15}, f.flushed().of("workflow.run.waiting.age"))
	f.deliver(first.Resumed("w", time.Hour))
	assert.Equal(t, points{waiting: 30}, f.flushed().of("workflow.run.waiting.age"))
	f.deliver(second.Blocked("b"))
	assert.Equal(t, points{blocked: 15}, f.flushed().of("workflow.run.waiting.age"))
	f.deliver(second.Ended(event.RunCancelled, nil)...)
	last := f.flushed()
	assert.Empty(t, last.of("workflow.run.waiting.age"))
	assert.Contains(t, last, waiting, "it says 0, and does not vanish")
	assert.Contains(t, last, blocked)
}

func TestMeasuresTheAgeOfAWaitByItsOwnClock(t *testing.T) {
	for _, skew := range []time.Duration{-time.Hour, time.Hour} {
		f := start(t, nil)
		run := f.run("nightly")
		run.Skew = skew
		f.deliver(run.Running(), run.Waiting("w"))
		assert.Equal(t, points{"workflow.run.waiting.age{status=waiting}": 15}, f.flushed().of("workflow.run.waiting.age"), "%v", skew)
	}
}

func TestShowsWhichEventsOfEndedRunsAreMissing(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	lost := run.StepStarted("extract")
	late := run.StepStarted("post")
	f.deliver(run.StepCompleted("post", time.Second, nil))
	assert.Zero(t, f.shown()["workflow.event.missing"], "what is missing of a run that goes on may be on its way")

	f.deliver(run.Succeeded()...)
	assert.InDelta(t, 2, f.shown()["workflow.event.missing"], 0)
	f.deliver(late)
	assert.InDelta(t, 1, f.shown()["workflow.event.missing"], 0)
	f.deliver(lost)
	shown := f.shown()
	assert.Zero(t, shown["workflow.event.missing"])
	assert.Contains(t, shown, "workflow.event.missing")
}

func TestARunThatIsForgottenLeavesTheGauges(t *testing.T) {
	f := start(t, func(config *Config) { config.MaxRuns = 2 })
	waiting, gap := f.run("waiting"), f.run("gap")
	f.deliver(waiting.Running(), waiting.Waiting("w"))
	f.deliver(gap.Running())
	gap.Skip()
	f.deliver(gap.Succeeded()...)
	shown := f.shown()
	assert.InDelta(t, 1, shown["workflow.event.missing"], 0)
	assert.InDelta(t, 1, shown["workflow.run.active{status=waiting}"], 0)
	assert.NotZero(t, shown["workflow.run.waiting.age{status=waiting}"])

	for nth := range 2 {
		f.deliver(f.run(fmt.Sprint("run-", nth)).Running())
	}
	assert.Equal(t, points{"workflow.run.active{status=running}": 2},
		f.shown().of("workflow.event.missing", "workflow.run.active", "workflow.run.waiting.age"))
	metadatatest.AssertEqualConnectorWorkflowRunEvicted(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: 2}}, metricdatatest.IgnoreTimestamp())
}

func TestARunWhoseTimeIsOverLeavesTheGaugesButNotTheCounts(t *testing.T) {
	f := startWithStorage(t, nil)
	run := f.run("nightly")
	running := run.Running()
	f.deliver(running)
	run.Skip()
	f.deliver(run.Succeeded()...)
	assert.InDelta(t, 1, f.shown()["workflow.event.missing"], 0)

	f.clock.Advance(f.config.DedupWindow)
	shown := f.shown()
	assert.Zero(t, shown["workflow.event.missing"])
	assert.Zero(t, f.runs.Len())
	assert.InDelta(t, 1, shown["workflow.run.count{outcome=succeeded}"], 0)
	assert.InDelta(t, 1, f.afterCrash().shown()["workflow.run.count{outcome=succeeded}"], 0)
}

func TestDoesNotCountWhatIsTooOldAndSaysSo(t *testing.T) {
	f := start(t, nil)
	old := completed(f, "last-week", time.Minute)
	f.clock.Advance(7 * 24 * time.Hour)
	f.deliver(old...)
	assert.Empty(t, f.shown())
	metadatatest.AssertEqualConnectorWorkflowRunTooOld(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: 3}}, metricdatatest.IgnoreTimestamp())
}
