package workflowrunprocessor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

var (
	stalled = []string{"workflow.run.stalled"}
	resumed = []string{"workflow.run.resumed"}
	lost    = []string{"workflow.run.lost", "workflow.run.completed"}
)

func TestCallsASilentRunStalledAndThenLostOnceEach(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running(), run.StepStarted("extract"))
	f.beating(run, 10*time.Minute)
	lastSeen := f.clock.Now()
	f.passed()

	f.pass(3*eventtest.HeartbeatInterval - time.Second)
	assert.Empty(t, f.names(), "three heartbeats are due and not missed yet")
	f.pass(time.Second)
	assert.Equal(t, stalled, f.names())

	f.pass(5*time.Minute - 3*eventtest.HeartbeatInterval - time.Second)
	assert.Empty(t, f.names())
	f.pass(time.Second)
	assert.Equal(t, lost, f.names())

	f.pass(time.Hour)
	assert.Empty(t, f.names())

	for _, kind := range []event.Kind{event.RunStalled, event.RunLost} {
		records := f.ofKind(kind)
		require.Len(t, records, 1)
		assert.Equal(t, timestamp(event.Time(lastSeen.UnixMicro())), text(records[0], "workflow.event.last_seen_at"), "%v", kind)
		assert.Equal(t, "true", text(records[0], "workflow.event.inferred"))
	}
	assert.Equal(t, "600000", text(f.ofKind(event.RunLost)[0], "workflow.run.duration_ms"),
		"it lasted until it was last heard of")
}

func TestTakesTheLongerOfWhatIsConfiguredAndWhatFollowsFromTheInterval(t *testing.T) {
	for name, c := range map[string]struct {
		staleAfter, interval time.Duration
		stalledAfter         time.Duration
		lostAfter            time.Duration
	}{
		"as configured":                  {2 * time.Minute, 15 * time.Second, 2 * time.Minute, 5 * time.Minute},
		"three and four beats":           {10 * time.Second, 2 * time.Minute, 6 * time.Minute, 8 * time.Minute},
		"three beats, lost as specified": {0, 30 * time.Second, 90 * time.Second, 5 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, func(config *Config) { config.StaleAfter = c.staleAfter })
			run := f.run("nightly")
			f.deliver(run.RunningWith(eventtest.Attributes{"workflow.event.heartbeat_interval_ms": c.interval.Milliseconds()}))
			f.passed()
			f.pass(c.stalledAfter - time.Second)
			assert.Empty(t, f.names())
			f.pass(time.Second)
			assert.Equal(t, stalled, f.names())
			f.pass(c.lostAfter - c.stalledAfter - time.Second)
			assert.Empty(t, f.names())
			f.pass(time.Second)
			assert.Equal(t, lost, f.names())
		})
	}
}

func TestNeverCallsARunStalledWhoseSilenceMeansNothing(t *testing.T) {
	for name, story := range map[string]func(run *eventtest.Run) []plog.LogRecord{
		"waiting": func(run *eventtest.Run) []plog.LogRecord { return []plog.LogRecord{run.Running(), run.Waiting("w")} },
		"blocked": func(run *eventtest.Run) []plog.LogRecord { return []plog.LogRecord{run.Running(), run.Blocked("b")} },
		"queued":  func(run *eventtest.Run) []plog.LogRecord { return []plog.LogRecord{run.Queued()} },
		"handed off": func(run *eventtest.Run) []plog.LogRecord {
			return []plog.LogRecord{run.Running(), run.Say(event.RunHandedOff, nil)}
		},
		"without an announced interval": func(run *eventtest.Run) []plog.LogRecord {
			return []plog.LogRecord{run.RunningWith(nil), run.StepStarted("extract")}
		},
		"ended": func(run *eventtest.Run) []plog.LogRecord {
			return append([]plog.LogRecord{run.Running()}, run.Succeeded()...)
		},
		"called lost by another": func(run *eventtest.Run) []plog.LogRecord {
			return append([]plog.LogRecord{run.Running()}, run.Lost()...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, func(config *Config) { config.WaitingReminders = nil })
			f.deliver(story(f.run("nightly"))...)
			f.passed()
			f.pass(2 * time.Hour)
			assert.Empty(t, f.names())
		})
	}
}

func TestWatchesARunAgainWhenItGoesOn(t *testing.T) {
	for name, goesOn := range map[string]func(run *eventtest.Run) plog.LogRecord{
		"after a wait":          func(run *eventtest.Run) plog.LogRecord { return run.Resumed("w", time.Hour) },
		"when it is taken over": func(run *eventtest.Run) plog.LogRecord { return run.Process("b").Say(event.RunResumed, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, func(config *Config) { config.WaitingReminders = nil })
			run := f.run("nightly")
			f.deliver(run.Running(), run.Waiting("w"))
			f.pass(time.Hour)
			f.deliver(goesOn(run))
			f.passed()
			f.pass(3*eventtest.HeartbeatInterval - time.Second)
			assert.Empty(t, f.names())
			f.pass(time.Second)
			assert.Equal(t, stalled, f.names())
		})
	}
}

func TestCallsARunLostThatFellSilentWhileItWasBeingCancelled(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running(), run.Waiting("w"))
	f.pass(time.Minute)
	f.deliver(run.Say(event.RunCancelling, nil))
	f.passed()
	f.pass(5*time.Minute - time.Second)
	assert.Empty(t, f.names())
	f.pass(time.Second)
	assert.Equal(t, lost, f.names())
}

func TestSaysOnceThatARunIsHeardOfAgainAndWatchesItAgain(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.passed()

	f.pass(time.Minute)
	assert.Equal(t, stalled, f.names())
	f.beating(run, time.Minute)
	assert.Equal(t, resumed, f.names(), "its heartbeats are back")

	f.pass(time.Minute)
	assert.Equal(t, stalled, f.names())
	f.pass(10 * time.Minute)
	assert.Equal(t, lost, f.names())
	f.beating(run, time.Minute)
	assert.Equal(t, resumed, f.names(), "it was called lost too early")
	assert.Equal(t, 1, f.runs.Open())

	f.pass(10 * time.Minute)
	assert.Equal(t, append(append([]string{}, stalled...), lost...), f.names())
	assert.Zero(t, f.runs.Open())

	ids := map[string]bool{}
	for _, record := range eventtest.Records(f.next.requests()...) {
		ids[text(record, event.AttrID)] = true
	}
	assert.Len(t, ids, 1+3*1+2*2+2, "each has an id of its own")
	assert.Equal(t, "true", text(f.ofKind(event.RunResumed)[0], "workflow.event.inferred"))
}

func TestEveryEventHasAnIDOfItsOwn(t *testing.T) {
	f := start(t, nil)
	f.deliver(f.run("a").Running(), f.run("b").Running(), f.run("c").Running())
	f.pass(time.Hour)
	ids := map[string]bool{}
	for _, record := range eventtest.Records(f.next.requests()...) {
		ids[text(record, event.AttrID)] = true
		assert.Equal(t, text(record, event.AttrProducer)+"-"+text(record, event.AttrSeq), text(record, event.AttrID))
	}
	assert.Len(t, ids, 3*(1+3), "each run began, was stalled, lost and rolled up")
}

func TestNeedsNotSayThatARunGoesOnWhichSaysSoItself(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.pass(time.Minute)
	f.deliver(run.StepStarted("extract"))
	f.passed()
	f.beating(run, time.Minute)
	assert.Empty(t, f.names())

	f.pass(10 * time.Minute)
	f.deliver(run.StepStarted("post"))
	f.passed()
	f.beating(run, time.Minute)
	assert.Empty(t, f.names())
	f.deliver(run.Succeeded()...)
	f.pass(time.Hour)
	assert.Equal(t, []string{"workflow.run.succeeded", "workflow.run.completed"}, f.names())
}

func TestSaysNothingMoreOfALostRunThatEndedItself(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.pass(10 * time.Minute)
	f.passed()
	f.deliver(run.Succeeded()...)
	f.deliver(run.Heartbeat())
	f.pass(time.Hour)
	assert.Equal(t, []string{"workflow.run.succeeded", "workflow.run.completed"}, f.names())
	for _, record := range f.ofKind(event.RunSucceeded) {
		assert.Empty(t, text(record, event.FieldIllegal))
	}
}

func TestMeasuresSilenceByItsOwnClock(t *testing.T) {
	for _, skew := range []time.Duration{-time.Hour, time.Hour} {
		t.Run(skew.String(), func(t *testing.T) {
			f := start(t, nil)
			run := f.run("nightly")
			run.Skew = skew
			f.deliver(run.Running())
			f.beating(run, 5*time.Minute)
			lastSeen := run.Now()
			f.passed()
			f.pass(3*eventtest.HeartbeatInterval - time.Second)
			assert.Empty(t, f.names())
			f.pass(time.Second)
			require.Equal(t, stalled, f.names())
			said := f.ofKind(event.RunStalled)[0]
			assert.Equal(t, run.Now().UnixMicro(), said.Timestamp().AsTime().UnixMicro(), "it stands in order with what the run said")
			assert.Equal(t, timestamp(event.Time(lastSeen.UnixMicro())), text(said, "workflow.event.last_seen_at"))
			f.beating(run, time.Minute)
			assert.Equal(t, resumed, f.names())
		})
	}
}

func TestCallsNoRunStalledOrLostBeforeItHadTimeToShowThatItLives(t *testing.T) {
	const outage = time.Hour
	for name, wakeUp := range map[string]func(f *fixture) *fixture{
		"after a restart": func(f *fixture) *fixture {
			f.clock.Advance(outage)
			return f.restarted()
		},
		"after a crash": func(f *fixture) *fixture {
			f.clock.Advance(outage)
			return f.afterCrash()
		},
		"after the host slept": func(f *fixture) *fixture {
			f.clock.Advance(outage)
			f.tick(f.t.Context())
			return f
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := startWithStorage(t, func(config *Config) { config.GracePeriod = 2 * time.Minute })
			alive, dead := f.run("alive"), f.run("dead")
			f.pass(time.Hour)
			f.deliver(alive.Running(), dead.Running())
			f.pass(time.Second)
			f.passed()
			f = wakeUp(f)
			f.passed()

			f.beating(alive, 105*time.Second)
			f.pass(eventtest.HeartbeatInterval - time.Second)
			f.deliver(alive.Heartbeat())
			assert.Empty(t, f.names())
			f.pass(time.Second)
			assert.Equal(t, lost, f.names())
			assert.Equal(t, "dead", text(f.ofKind(event.RunLost)[0], event.AttrRunID))
			f.beating(alive, 10*time.Minute)
			assert.Empty(t, f.names())
		})
	}
}

func TestTakesASlowTickForNoSleep(t *testing.T) {
	f := start(t, func(config *Config) { config.GracePeriod = 10 * time.Minute })
	run := f.run("nightly")
	f.pass(time.Hour)
	f.deliver(run.Running())
	f.passed()
	for range 3 {
		f.clock.Advance(15 * time.Second)
		f.tick(t.Context())
	}
	assert.Equal(t, stalled, f.names())
}
