package workflowrunconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

// in is a run of the workflow in an environment, of a version.
func (f *fixture) in(environment, version, id string) (*eventtest.Run, plog.LogRecord) {
	run := f.run(id)
	return run, run.RunningWith(eventtest.Attributes{event.AttrEnvironment: environment, event.AttrVersion: version})
}

func TestTimesARecoveryFromTheFirstFailureToTheNextSuccess(t *testing.T) {
	f := start(t, nil)
	end := func(environment, version, id string, kind event.Kind) {
		run, running := f.in(environment, version, id)
		f.deliver(running)
		f.deliver(run.Ended(kind, nil)...)
		f.clock.Advance(time.Minute)
	}
	end("production", "1", "a", event.RunSucceeded) // 14:30
	end("production", "1", "b", event.RunFailed)    // 14:31: it fails from now on
	end("production", "1", "c", event.RunTimedOut)
	end("production", "1", "d", event.RunCancelled) // says nothing either way
	end("staging", "1", "e", event.RunSucceeded)    // mends nothing in production
	end("production", "2", "f", event.RunSucceeded) // 14:35: another version mends it
	end("production", "2", "g", event.RunSucceeded)

	assert.Equal(t, points{
		"workflow.run.recovery.duration{environment=production} count": 1,
		"workflow.run.recovery.duration{environment=production} sum":   4 * 60,
	}, f.shown().of("workflow.run.recovery.duration"))
}

func TestTimesARecoveryFromTheFirstFailureAlsoIfThatArrivesLater(t *testing.T) {
	f := start(t, nil)
	var failures [][]plog.LogRecord
	for _, id := range []string{"a", "b", "c"} {
		run, running := f.in("production", "1", id)
		failures = append(failures, append([]plog.LogRecord{running}, run.Failed("bug")...))
		f.clock.Advance(time.Minute)
	}
	for _, at := range []int{1, 0, 2} {
		f.deliver(failures[at]...)
	}
	run, running := f.in("production", "1", "d")
	f.deliver(running)
	f.deliver(run.Succeeded()...)
	assert.Equal(t, points{
		"workflow.run.recovery.duration{environment=production} count": 1,
		"workflow.run.recovery.duration{environment=production} sum":   3 * 60,
	}, f.shown().of("workflow.run.recovery.duration"))
}

func TestTimesARecoveryFromALossAndOverARestart(t *testing.T) {
	f := startWithStorage(t, nil)
	run, running := f.in("production", "1", "a")
	f.deliver(running)
	f.deliver(lostRun(run, run.Process("collector"))...)
	f.clock.Advance(time.Hour)
	f = f.afterCrash()
	run, running = f.in("production", "1", "b")
	f.deliver(running)
	f.deliver(run.Succeeded()...)
	assert.Equal(t, points{
		"workflow.run.recovery.duration{environment=production} count": 1,
		"workflow.run.recovery.duration{environment=production} sum":   60 * 60,
	}, f.shown().of("workflow.run.recovery.duration"))
}

func TestShowsTheLatestSuccessHoweverLateAnEarlierOneArrives(t *testing.T) {
	f := startWithStorage(t, nil)
	early := completed(f, "early", time.Minute)
	latest := completed(f, "late", time.Minute)
	at := float64(f.clock.Now().Unix())
	f.deliver(latest...)
	f.deliver(early...)
	const name = "workflow.run.last_success.timestamp"
	assert.Equal(t, points{name: at}, f.shown().of(name))

	failed := f.run("failed")
	f.deliver(failed.Running())
	f.deliver(failed.Failed("bug")...)
	assert.Equal(t, points{name: at}, f.shown().of(name))
	assert.Equal(t, points{name: at}, f.afterCrash().shown().of(name))
}

func TestTellsRunsOfDifferentVersionsEnvironmentsAndTenantsApart(t *testing.T) {
	f := start(t, nil)
	for id, more := range map[string]eventtest.Attributes{
		"a": {event.AttrVersion: "1", event.AttrEnvironment: "production", event.AttrTenant: "acme"},
		"b": {event.AttrVersion: "2", event.AttrEnvironment: "production", event.AttrTenant: "acme"},
		"c": {event.AttrVersion: "2"},
		"d": {},
	} {
		run := f.run(id)
		f.deliver(run.RunningWith(more))
		f.deliver(run.Succeeded()...)
	}
	assert.Equal(t, points{
		"workflow.run.count{environment=production,outcome=succeeded,tenant=acme,version=1}": 1,
		"workflow.run.count{environment=production,outcome=succeeded,tenant=acme,version=2}": 1,
		"workflow.run.count{outcome=succeeded,version=2}":                                    1,
		"workflow.run.count{outcome=succeeded,ungrouped}":                                    1,
	}, f.shown().of("workflow.run.count"))
}

func TestTakesWhatTheEventDoesNotSayFromTheResource(t *testing.T) {
	f := start(t, func(config *Config) {
		config.Attributes = []string{event.AttrEnvironment, "service.name", event.AttrVersion}
	})
	run := f.run("nightly")
	request := eventtest.Logs(append([]plog.LogRecord{run.RunningWith(eventtest.Attributes{event.AttrVersion: "1"})}, run.Succeeded()...)...)
	resource := request.ResourceLogs().At(0).Resource().Attributes()
	resource.PutStr(event.AttrEnvironment, "staging")
	resource.PutStr(event.AttrVersion, "of the resource")
	assert.NoError(t, f.ConsumeLogs(t.Context(), request))
	assert.Equal(t, points{
		"workflow.run.count{environment=staging,name=invoices,outcome=succeeded,version=1}": 1,
	}, f.shown().of("workflow.run.count"))
}

func TestWhatTheWorkerSaysOfARunOutranksWhatTheQueueSaid(t *testing.T) {
	for name, deliver := range map[string]func(f *fixture, queued, running plog.LogRecord){
		"in order": func(f *fixture, queued, running plog.LogRecord) { f.deliver(queued, running) },
		"in the other order": func(f *fixture, queued, running plog.LogRecord) {
			f.deliver(running)
			f.deliver(queued)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, nil)
			run := f.run("nightly")
			queued := run.Say(event.RunQueued, eventtest.Attributes{event.AttrVersion: "1.8.2", event.AttrTenant: "acme"})
			f.clock.Advance(time.Second)
			deliver(f, queued, run.RunningWith(eventtest.Attributes{event.AttrVersion: "1.8.3"}))
			f.deliver(run.Succeeded()...)
			assert.Equal(t, points{
				"workflow.run.count{outcome=succeeded,tenant=acme,version=1.8.3}": 1,
			}, f.shown().of("workflow.run.count"))
		})
	}
}
