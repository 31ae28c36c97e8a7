package tracker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/storetest"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
)

func TestPacksARunThatSaidItsLastWordOnceThatIsSaved(t *testing.T) {
	f := newFixture(t, 10)
	ended, open, lost := f.run("ended"), f.run("open"), f.run("lost")
	f.take(ended.Running(), open.Running(), lost.Running())
	f.take(ended.Succeeded()...)
	f.clock.Advance(time.Second)
	f.take(lost.Lost()...)
	whole := f.state()

	assert.Zero(t, f.Packed())
	f.Saved()
	assert.Equal(t, 1, f.Packed(), "a run that was called lost may show life yet")
	assert.Equal(t, whole, f.state())
	assert.Equal(t, 3, f.Len())
	assert.Equal(t, 1, f.Open())
}

func TestDoesNotPackARunWithoutItsRollUp(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	f.take(run.Running())
	said := run.Succeeded()
	f.take(said[0])
	f.Saved()
	assert.Zero(t, f.Packed())

	f.take(said[1:]...)
	f.Saved()
	assert.Equal(t, 1, f.Packed())
}

func TestDoesNotPackARunWithWhichTheComponentIsNotDone(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	f.take(run.Running())
	entry, _ := f.take(run.Succeeded()...)
	entry.State.text = busy
	f.Saved()
	assert.Zero(t, f.Packed())

	entry.State.text = "done"
	f.Changed(entry)
	f.Saved()
	assert.Equal(t, 1, f.Packed())
	assert.Equal(t, "done", f.Find("nightly").State.text)
}

func TestTellsTheEventsOfAPackedRunFromNewOnes(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	running, late := run.Running(), run.StepStarted("extract")
	f.take(running)
	f.take(run.Succeeded()...)
	f.Saved()

	_, result := f.take(running)
	assert.Equal(t, tracker.Duplicate, result)
	assert.Equal(t, 1, f.Packed(), "nothing changed")
	assert.Empty(t, f.Operations(nil))

	entry, result := f.take(late)
	assert.Equal(t, tracker.Applied, result)
	assert.Equal(t, uint32(1), entry.Steps.Started)
	assert.Equal(t, "acme", entry.Description().Tenant, "what it was for is known still")
	assert.Zero(t, f.Packed())
	assert.Len(t, f.Operations(nil), 1)
	f.Saved()
	assert.Equal(t, 1, f.Packed())
	_, result = f.take(late)
	assert.Equal(t, tracker.Duplicate, result)

	_, result = f.take(run.Heartbeat())
	assert.Equal(t, tracker.Applied, result)
	f.Saved()
	assert.Equal(t, 1, f.Packed())
	assert.Equal(t, 1, f.Len())
}

func TestForgetsPackedRunsInTheOrderInWhichTheyEnded(t *testing.T) {
	f := newFixture(t, 4)
	a, b, c, d := f.run("a"), f.run("b"), f.run("c"), f.run("d")
	f.take(a.Running(), b.Running(), c.Running(), d.Running())
	f.take(c.Lost()...)
	f.clock.Advance(time.Second)
	f.take(a.Succeeded()...)
	f.Saved()
	f.clock.Advance(time.Second)
	f.take(b.Succeeded()...)
	f.Saved()
	f.take(c.Ended(event.RunFailed, nil)...) // it counts from when it was called lost
	f.Saved()
	f.take(a.StepStarted("late"))
	f.Saved()
	require.Equal(t, 3, f.Packed())
	assert.Equal(t, []string{"d", "c", "a", "b"}, f.ids())

	f.take(f.run("e").Running())
	assert.Equal(t, []string{"-c"}, f.forgotten)
	f.clock.Advance(window - time.Millisecond)
	f.Expire(f.now())
	assert.Equal(t, []string{"-c", "a"}, f.forgotten)
	f.take(a.StepStarted("later")) // known no more: another run of this name, as far as anyone can tell
	f.clock.Advance(time.Second)
	f.Expire(f.now())
	assert.Equal(t, []string{"-c", "a", "b"}, f.forgotten)
	assert.Equal(t, []string{"d", "e", "a"}, f.ids())
	assert.Zero(t, f.Packed())
}

func TestRestoresARunThatSaidItsLastWordPacked(t *testing.T) {
	client := storetest.New(t).Client(t)
	f := newFixture(t, 10)
	ended, open := f.run("ended"), f.run("open")
	f.take(ended.Running(), open.Running())
	f.take(ended.Succeeded()...)
	require.NoError(t, f.save(client))

	var visited []string
	another := newFixture(t, 10)
	require.NoError(t, another.Restore(t.Context(), client, func(entry *tracker.Entry[note]) {
		visited = append(visited, entry.ID)
	}))
	assert.ElementsMatch(t, []string{"ended", "open"}, visited)
	assert.Equal(t, 1, another.Packed())
	assert.Equal(t, f.state(), another.state())
}
