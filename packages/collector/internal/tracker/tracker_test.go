package tracker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
)

func TestAppliesAnEventOnce(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	running, heartbeat := run.Running(), run.Heartbeat()

	first, result := f.take(running)
	assert.Equal(t, tracker.Applied, result)
	_, result = f.take(heartbeat)
	assert.Equal(t, tracker.Applied, result)

	f.clock.Advance(time.Hour)
	again, result := f.take(running)
	assert.Equal(t, tracker.Duplicate, result)
	assert.Same(t, first, again)
	assert.Same(t, first, f.Find("nightly"))
	_, result = f.take(heartbeat)
	assert.Equal(t, tracker.Duplicate, result)
	assert.Equal(t, uint32(2), first.Events)
	assert.Equal(t, 1, f.Len())
}

func TestCallsAnEventTooOldOnlyIfItMayHaveBeenForgotten(t *testing.T) {
	f := newFixture(t, 10)
	known, unknown := f.run("known"), f.run("unknown")
	f.take(known.Running())
	old := unknown.Running()
	late := known.StepStarted("extract")

	f.clock.Advance(window)
	_, result := f.take(f.run("as-old-as-the-window").Running())
	assert.Equal(t, tracker.Applied, result)

	f.clock.Advance(time.Microsecond)
	entry, result := f.take(old)
	assert.Equal(t, tracker.TooOld, result)
	assert.Nil(t, entry)
	assert.Nil(t, f.Find("unknown"))

	_, result = f.take(late)
	assert.Equal(t, tracker.Applied, result, "its run is known, so it is known not to have been counted")
}

func TestEvictsTheRunThatEndedFirstThenTheOneThatIsSilentForLongest(t *testing.T) {
	f := newFixture(t, 4)
	a, b, c, d := f.run("a"), f.run("b"), f.run("c"), f.run("d")
	for _, run := range []*eventtest.Run{a, b, c, d} {
		f.take(run.Running())
		f.clock.Advance(time.Second)
	}
	f.take(d.Succeeded()...)
	f.clock.Advance(time.Second)
	f.take(b.Succeeded()...)
	f.clock.Advance(time.Second)
	f.take(a.Heartbeat())
	assert.Equal(t, []string{"c", "a", "d", "b"}, f.ids())
	assert.Equal(t, 2, f.Open())

	for _, id := range []string{"e", "f", "g", "h"} {
		f.clock.Advance(time.Second)
		f.take(f.run(id).Running())
		assert.Equal(t, 4, f.Len())
	}
	assert.Equal(t, []string{"-d", "-b", "-c", "-a"}, f.forgotten)
	assert.Equal(t, []string{"e", "f", "g", "h"}, f.ids())
	assert.Nil(t, f.Find("a"))
}

func TestTakesNothingThatAWatcherSaysForASignOfLife(t *testing.T) {
	f := newFixture(t, 2)
	silent, heard := f.run("silent"), f.run("heard")
	entry, _ := f.take(silent.Running())
	lastSeen := entry.LastSeen()
	f.clock.Advance(time.Minute)
	f.take(heard.Running())
	f.clock.Advance(time.Minute)
	f.take(silent.Process("watcher").Say(event.RunStalled, eventtest.Attributes{"workflow.event.inferred": true}))

	assert.Equal(t, lastSeen, entry.LastSeen())
	f.take(f.run("new").Running())
	assert.Equal(t, []string{"-silent"}, f.forgotten)
}

func TestForgetsARunWhenTheWindowAfterItsEndIsOver(t *testing.T) {
	f := newFixture(t, 10)
	ended, open := f.run("ended"), f.run("open")
	running := ended.Running()
	f.take(running, open.Running())
	f.clock.Advance(time.Hour)
	f.take(ended.Succeeded()...)

	f.clock.Advance(window)
	f.Expire(f.now())
	assert.Equal(t, 2, f.Len(), "the window is not over")
	_, result := f.take(running)
	assert.Equal(t, tracker.Duplicate, result)

	f.clock.Advance(time.Microsecond)
	f.Expire(f.now())
	assert.Equal(t, []string{"ended"}, f.forgotten)
	_, result = f.take(running)
	assert.Equal(t, tracker.TooOld, result, "what comes again after the window is not taken for new")
	assert.Equal(t, []string{"open"}, f.ids(), "a run that goes on is kept however long it takes")
}

func TestKeepsARunThatWasCalledLostLikeOneThatEndedUntilItShowsLife(t *testing.T) {
	f := newFixture(t, 10)
	gone, alive := f.run("gone"), f.run("alive")
	f.take(gone.Running(), alive.Running())
	f.clock.Advance(time.Hour)
	f.take(append(gone.Lost(), alive.Lost()...)...)
	assert.Zero(t, f.Open())

	f.clock.Advance(time.Hour)
	entry, _ := f.take(alive.StepStarted("extract"))
	assert.Equal(t, 1, f.Open())
	assert.Equal(t, []string{"alive", "gone"}, f.ids())
	outcome, _ := entry.Outcome()
	assert.Equal(t, event.NoOutcome, outcome)

	f.clock.Advance(window)
	f.Expire(f.now())
	assert.Equal(t, []string{"gone"}, f.forgotten)

	f.take(alive.Succeeded()...)
	assert.Zero(t, f.Open())
	f.clock.Advance(window + time.Second)
	f.Expire(f.now())
	assert.Equal(t, []string{"gone", "alive"}, f.forgotten)
	assert.Zero(t, f.Len())
}

func TestCountsAnEndFromWhenItArrivedFirst(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	f.take(run.Running())
	f.take(run.Lost()...)
	f.clock.Advance(window - time.Hour)
	f.take(run.Ended(event.RunFailed, nil)...) // the host was cut off; its own word outranks the watcher's
	f.clock.Advance(2 * time.Hour)
	f.Expire(f.now())
	require.Equal(t, []string{"nightly"}, f.forgotten)
}
