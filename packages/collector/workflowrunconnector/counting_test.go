package workflowrunconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

func TestCountsWhatRunsDid(t *testing.T) {
	f := start(t, nil)
	retried, smooth, failed := f.run("retried"), f.run("smooth"), f.run("failed")
	f.deliver(retried.Queued())
	f.clock.Advance(4 * time.Second)
	f.deliver(retried.Running(), smooth.Running(), failed.Running(), retried.StepStarted("extract"))
	f.clock.Advance(2 * time.Second)
	f.deliver(retried.StepFailed("extract", 2*time.Second, "external_api"), retried.StepRetried("extract"))
	f.clock.Advance(4 * time.Second)
	f.deliver(retried.StepCompleted("extract", 4*time.Second, eventtest.Attributes{"tokens": 3124, "compute_ms": 1250.5, "pages": 2}))
	f.deliver(retried.Say(event.StepRetrying, eventtest.Attributes{event.AttrStepName: "post", event.AttrStepSeq: 1}))
	f.deliver(retried.Say(event.StepCancelled, eventtest.Attributes{
		event.AttrStepName: "post", event.AttrStepSeq: 2, event.AttrStepDuration: 500, "workflow.usage.tokens": 10,
	}))
	f.deliver(smooth.Succeeded()...)
	f.clock.Advance(10 * time.Second)
	f.deliver(retried.Ended(event.RunSucceeded, eventtest.Attributes{
		event.AttrRunWaiting: 8_000, "workflow.event.first_pass": false, "workflow.step.retries": 2,
	})...)
	f.deliver(failed.Failed("bug")...)
	for id, outcome := range map[string]event.Kind{
		"cancelled": event.RunCancelled, "timed-out": event.RunTimedOut, "incomplete": event.RunIncomplete,
	} {
		run := f.run(id)
		f.deliver(run.Running())
		f.deliver(run.Ended(outcome, nil)...)
	}

	want := points{
		"workflow.run.count{outcome=succeeded}":                                          2,
		"workflow.run.count{category=bug,outcome=failed}":                                1,
		"workflow.run.count{outcome=cancelled}":                                          1,
		"workflow.run.count{outcome=timed_out}":                                          1,
		"workflow.run.count{outcome=incomplete}":                                         1,
		"workflow.run.duration{outcome=succeeded} count":                                 2,
		"workflow.run.duration{outcome=succeeded} sum":                                   6 + 16,
		"workflow.run.duration{outcome=failed} count":                                    1,
		"workflow.run.duration{outcome=failed} sum":                                      16,
		"workflow.run.duration{outcome=cancelled} count":                                 1,
		"workflow.run.duration{outcome=timed_out} count":                                 1,
		"workflow.run.duration{outcome=incomplete} count":                                1,
		"workflow.run.waiting.duration count":                                            1,
		"workflow.run.waiting.duration sum":                                              8,
		"workflow.run.last_success.timestamp":                                            float64(eventtest.Start.Unix() + 20),
		"workflow.run.first_pass":                                                        1,
		"workflow.step.duration{category=external_api,status=failed,step=extract} count": 1,
		"workflow.step.duration{category=external_api,status=failed,step=extract} sum":   2,
		"workflow.step.duration{status=completed,step=extract} count":                    1,
		"workflow.step.duration{status=completed,step=extract} sum":                      4,
		"workflow.step.duration{status=cancelled,step=post} count":                       1,
		"workflow.step.duration{status=cancelled,step=post} sum":                         0.5,
		"workflow.step.retries{step=extract}":                                            1,
		"workflow.step.retries{step=post}":                                               1,
		"workflow.usage.tokens{step=extract}":                                            3124,
		"workflow.usage.tokens{step=post}":                                               10,
		"workflow.usage.compute{step=extract}":                                           1.2505,
		"workflow.event.delivery.duration count":                                         24, "workflow.event.delivery.duration{ungrouped} count": 1,
	}
	assert.Equal(t, want, f.shown().nonZero())
}

func TestTheSeriesOfAWorkflowAreThereAtZeroAsSoonAsARunIsSeen(t *testing.T) {
	f := start(t, nil)
	f.deliver(f.run("nightly").Running())
	first := f.flushed()
	for _, name := range []string{
		"workflow.run.count{outcome=succeeded}", "workflow.run.count{outcome=incomplete}", "workflow.run.count{outcome=failed}",
		"workflow.run.count{outcome=cancelled}", "workflow.run.count{outcome=timed_out}", "workflow.run.count{outcome=lost}",
		"workflow.run.corrections{outcome=lost}", "workflow.run.first_pass", "workflow.event.missing",
		"workflow.run.active{status=queued}", "workflow.run.active{status=waiting}", "workflow.run.active{status=blocked}",
		"workflow.run.active{status=stalled}", "workflow.run.active{status=cancelling}",
		"workflow.run.waiting.age{status=waiting}", "workflow.run.waiting.age{status=blocked}",
	} {
		value, ok := first[name]
		assert.True(t, ok, name)
		assert.Zero(t, value, name)
	}
	assert.InDelta(t, 1, first["workflow.run.active{status=running}"], 0, "what is active is so at once")
}

func TestANewSeriesShowsItsZeroBeforeItsValue(t *testing.T) {
	f := start(t, nil)
	f.deliver(f.run("nightly").Running())
	f.shown()
	failed := f.run("failed")
	f.deliver(failed.Running())
	f.deliver(failed.StepFailed("extract", time.Second, "bug"))
	f.deliver(failed.Failed("bug")...)

	for _, name := range []string{
		"workflow.run.count{category=bug,outcome=failed}", "workflow.run.duration{outcome=failed} count",
		"workflow.step.duration{category=bug,status=failed,step=extract} count",
	} {
		assert.NotContains(t, pointsOf(f.next.latest()), name)
	}
	zero, value := f.flushed(), f.flushed()
	for _, name := range []string{
		"workflow.run.count{category=bug,outcome=failed}", "workflow.run.duration{outcome=failed} count",
		"workflow.step.duration{category=bug,status=failed,step=extract} count",
	} {
		assert.Contains(t, zero, name)
		assert.Zero(t, zero[name], name)
		assert.InDelta(t, 1, value[name], 0, name)
	}
}

func TestCountsEachEventOnce(t *testing.T) {
	f := start(t, nil)
	records := completed(f, "nightly", time.Minute)
	f.deliver(append(records, records...)...)
	once := f.shown()
	for range 3 {
		f.deliver(records...)
	}
	assert.Equal(t, once, f.shown())
	assert.InDelta(t, 1, once["workflow.run.count{outcome=succeeded}"], 0)
}

func TestCountsARunOnceThoughSeveralSayHowItEnded(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.deliver(run.Succeeded()...)
	f.deliver(run.Process("another").Ended(event.RunFailed, nil)...)
	f.deliver(run.Lost()...)
	assert.Equal(t, points{"workflow.run.count{outcome=succeeded}": 1}, f.shown().of("workflow.run.count", "workflow.run.corrections"))
}

func TestMeasuresTheTimeFromAnEventToItsArrival(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	running, heartbeat := run.Running(), run.Heartbeat()
	f.clock.Advance(3 * time.Second)
	f.deliver(running, heartbeat)
	f.deliver(run.Lost()...)
	assert.Equal(t, points{
		"workflow.event.delivery.duration count": 1, "workflow.event.delivery.duration sum": 3,
	}, f.shown().of("workflow.event.delivery.duration"), "what a watcher says and what is not kept do not count")
}

func TestLetsOtherRecordsAndMalformedEventsAlone(t *testing.T) {
	f := start(t, nil)
	malformed := f.run("nightly").Running()
	malformed.Attributes().Remove("workflow.event.seq")
	plain := plog.NewLogRecord()
	plain.Body().SetStr("listening on :8080")
	f.deliver(malformed, plain)
	assert.Empty(t, f.shown())
	assert.Empty(t, f.next.all(), "where nothing was counted, nothing is sent")
}
