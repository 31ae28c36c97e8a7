package workflowrunconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

// ends are the metrics of how runs ended.
func (p points) ends() points {
	return p.of("workflow.run.count", "workflow.run.corrections", "workflow.run.active", "workflow.run.duration")
}

// lostRun is what the processor says of a run that it took for lost.
func lostRun(run *eventtest.Run, watcher *eventtest.Run) []plog.LogRecord {
	return []plog.LogRecord{
		watcher.Say(event.RunLost, eventtest.Attributes{"workflow.event.inferred": true, event.AttrRunDuration: 60_000}),
		watcher.Say(event.RunCompleted, eventtest.Attributes{
			"workflow.event.inferred": true, event.AttrOutcome: "lost", event.AttrRunDuration: 60_000,
		}),
	}
}

func TestCountsALostRunWithoutADuration(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.clock.Advance(time.Minute)
	f.deliver(lostRun(run, run.Process("collector"))...)
	assert.Equal(t, points{"workflow.run.count{outcome=lost}": 1}, f.shown().ends())
}

func TestALateEndReplacesLost(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.clock.Advance(time.Minute)
	f.deliver(lostRun(run, run.Process("collector"))...)
	f.shown()
	f.clock.Advance(time.Minute)
	f.deliver(run.Succeeded()...)
	assert.Equal(t, points{
		"workflow.run.count{outcome=lost}": 1, "workflow.run.corrections{outcome=lost}": 1,
		"workflow.run.count{outcome=succeeded}":          1,
		"workflow.run.duration{outcome=succeeded} count": 1, "workflow.run.duration{outcome=succeeded} sum": 2*60 + 30,
	}, f.shown().ends())
}

func TestTakesLostBackWhenTheRunShowsLife(t *testing.T) {
	for name, life := range map[string]func(run, watcher *eventtest.Run) plog.LogRecord{
		"by progress": func(run, _ *eventtest.Run) plog.LogRecord { return run.StepStarted("extract") },
		"by heartbeats, of which the processor tells": func(_, watcher *eventtest.Run) plog.LogRecord {
			return watcher.Say(event.RunResumed, eventtest.Attributes{"workflow.event.inferred": true})
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, nil)
			run := f.run("nightly")
			watcher := run.Process("collector")
			f.deliver(run.Running())
			f.clock.Advance(time.Minute)
			f.deliver(lostRun(run, watcher)...)
			assert.Zero(t, f.shown()["workflow.run.active{status=running}"])

			f.deliver(life(run, watcher))
			assert.Equal(t, points{
				"workflow.run.count{outcome=lost}": 1, "workflow.run.corrections{outcome=lost}": 1,
				"workflow.run.active{status=running}": 1,
			}, f.shown().ends())

			f.deliver(lostRun(run, watcher)...)
			assert.Equal(t, points{
				"workflow.run.count{outcome=lost}": 2, "workflow.run.corrections{outcome=lost}": 1,
			}, f.shown().ends(), "lost again")

			f.deliver(run.Failed("bug")...)
			assert.Equal(t, points{
				"workflow.run.count{outcome=lost}": 2, "workflow.run.corrections{outcome=lost}": 2,
				"workflow.run.count{category=bug,outcome=failed}": 1,
			}, f.shown().of("workflow.run.count", "workflow.run.corrections", "workflow.run.active"))
		})
	}
}

func TestDoesNotCountLostOfARunThatShowedLifeBeforeTheNewsArrived(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.clock.Advance(time.Minute)
	lost := lostRun(run, run.Process("collector"))
	f.clock.Advance(time.Minute)
	f.deliver(run.StepStarted("extract"))
	f.deliver(lost...)
	assert.Equal(t, points{"workflow.run.active{status=running}": 1}, f.shown().ends())
}

func TestCorrectsTheSeriesThatItCounted(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	running := run.Running()
	f.clock.Advance(time.Minute)
	f.deliver(lostRun(run, run.Process("collector"))...) // its beginning is still on the way
	f.deliver(running)
	f.clock.Advance(time.Minute)
	f.deliver(run.Succeeded()...)
	shown := f.shown()
	ended := map[string]float64{}
	for name, value := range shown.of("workflow.run.count") {
		ended[name] += value
	}
	for name, value := range shown.of("workflow.run.corrections") {
		ended["workflow.run.count"+name[len("workflow.run.corrections"):]] -= value
	}
	for name, value := range ended {
		assert.GreaterOrEqual(t, value, 0.0, "%s: no more is taken back than was counted", name)
	}
	assert.InDelta(t, 1, shown["workflow.run.count{outcome=succeeded}"], 0)
}
