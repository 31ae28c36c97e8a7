package tracker_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/internal/storetest"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
)

// save does what a component does with what changed.
func (f *fixture) save(client storage.Client) error {
	f.t.Helper()
	if err := client.Batch(context.Background(), f.Operations(nil)...); err != nil {
		return err
	}
	f.Saved()
	return nil
}

// restored returns a tracker in its place that was made of what is saved.
func (f *fixture) restored(client storage.Client) *fixture {
	f.t.Helper()
	another := &fixture{t: f.t, clock: f.clock}
	another.Tracker = another.anew(1000)
	require.NoError(f.t, another.Restore(context.Background(), client, func(*tracker.Entry[note]) {}))
	return another
}

// state is everything that is known of each run, in the tracker's order.
func (f *fixture) state() []string {
	var state []string
	f.Each(func(entry *tracker.Entry[note]) {
		var w binary.Writer
		entry.Write(&w)
		state = append(state, fmt.Sprintf("%s: %q, %x, seen at %d", entry.ID, entry.State.text, w.Bytes, entry.LastSeen()))
	})
	return state
}

func TestIsTheSameAfterARestartAtAnyTime(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 3))
			client := storetest.New(t).Client(t)
			neverRestarted := newFixture(t, 1000)
			f := neverRestarted.restored(client)
			open := map[string]*eventtest.Run{}
			made := 0
			for range 400 {
				f.clock.Advance(time.Duration(1+random.IntN(3600)) * time.Second)
				run := anyOf(open, random)
				switch what := random.IntN(10); {
				case what < 4 || run == nil:
					run = f.run(fmt.Sprint("run-", made))
					made++
					open[run.ID] = run
					both(neverRestarted, f, run.Running())
				case what < 7:
					both(neverRestarted, f, run.StepStarted("extract"))
				case what < 8:
					both(neverRestarted, f, run.Lost()...)
				default:
					both(neverRestarted, f, run.Succeeded()...)
					delete(open, run.ID)
				}
				neverRestarted.Find(run.ID).State.text = fmt.Sprint("note ", made)
				f.Find(run.ID).State.text = fmt.Sprint("note ", made)
				neverRestarted.Expire(f.now())
				f.Expire(f.now())
				require.NoError(t, f.save(client))
				if random.IntN(20) == 0 {
					f = f.restored(client)
					require.Equal(t, neverRestarted.state(), f.state())
					require.Equal(t, neverRestarted.Open(), f.Open())
				}
			}
			assert.Equal(t, neverRestarted.state(), f.restored(client).state())
			assert.NotEmpty(t, neverRestarted.forgotten, "some have expired")
		})
	}
}

func both(a, b *fixture, records ...plog.LogRecord) {
	a.t.Helper()
	a.take(records...)
	b.take(records...)
}

// anyOf picks the same run for the same seed.
func anyOf(open map[string]*eventtest.Run, random *rand.Rand) *eventtest.Run {
	if len(open) == 0 {
		return nil
	}
	for {
		if run, ok := open[fmt.Sprint("run-", random.IntN(400))]; ok {
			return run
		}
	}
}

func TestUsesTheRoomOfRunsThatItForgot(t *testing.T) {
	client := storetest.New(t).Client(t)
	f := newFixture(t, 3)
	for nth := range 50 {
		f.clock.Advance(time.Second)
		f.take(f.run(fmt.Sprint("run-", nth)).Running())
		require.NoError(t, f.save(client))
	}
	slots := savedUnder(t, client)
	assert.Len(t, slots, 3, "three runs are saved")
	for _, slot := range slots {
		assert.Less(t, slot, 5, "in room that is used again")
	}
	assert.Equal(t, f.state(), f.restored(client).state())
}

// savedUnder returns the numbers under which runs are saved.
func savedUnder(t *testing.T, client storage.Client) []int {
	t.Helper()
	var slots []int
	for slot := range 5000 {
		value, err := client.Get(context.Background(), string([]byte{'r', 0, 0, byte(slot >> 8), byte(slot)}))
		require.NoError(t, err)
		if value != nil {
			slots = append(slots, slot)
		}
	}
	return slots
}

func TestSkipsARunThatCannotBeReadAndRestoresAllOthers(t *testing.T) {
	client := storetest.New(t).Client(t)
	f := newFixture(t, 100)
	for nth := range 10 {
		f.clock.Advance(time.Second)
		f.take(f.run(fmt.Sprint("run-", nth)).Running())
	}
	require.NoError(t, f.save(client))
	whole := f.state()
	for slot, damage := range map[int]func([]byte) []byte{
		2: func(data []byte) []byte { return data[:len(data)/2] },
		5: func(data []byte) []byte { return append([]byte{99}, data[1:]...) }, // of another version
		7: func([]byte) []byte { return []byte{} },
	} {
		key := string([]byte{'r', 0, 0, 0, byte(slot)})
		data, err := client.Get(t.Context(), key)
		require.NoError(t, err)
		require.NotEmpty(t, data)
		require.NoError(t, client.Set(t.Context(), key, damage(append([]byte{}, data...))))
	}

	another := newFixture(t, 100)
	err := another.Restore(t.Context(), client, func(*tracker.Entry[note]) {})
	require.ErrorIs(t, err, tracker.ErrUnreadable)
	assert.ErrorContains(t, err, "slot 2")
	assert.ErrorContains(t, err, "slot 5")
	assert.ErrorContains(t, err, "slot 7")
	assert.Equal(t, append(append(append([]string{}, whole[:2]...), whole[3:5]...), whole[6], whole[8], whole[9]), another.state())

	for nth := range 4 {
		another.take(another.run(fmt.Sprint("new-", nth)).Running())
	}
	require.NoError(t, another.save(client))
	assert.ElementsMatch(t, another.state(), another.restored(client).state(), "the damaged ones make room")
}

func TestKeepsWhatCouldNotBeSavedToBeSavedLater(t *testing.T) {
	extension := storetest.New(t)
	client := extension.Client(t)
	full := errors.New("no space left on device")
	f := newFixture(t, 3)

	extension.FailWith(full)
	for nth := range 4 { // the last one evicts the first
		f.clock.Advance(time.Second)
		f.take(f.run(fmt.Sprint("run-", nth)).Running())
		require.ErrorIs(t, f.save(client), full)
	}
	assert.Empty(t, f.restored(client).state())

	extension.FailWith(nil)
	require.NoError(t, f.save(client))
	assert.Equal(t, f.state(), f.restored(client).state())

	extension.FailWith(full)
	f.clock.Advance(time.Second)
	f.take(f.run("run-4").Running())
	require.ErrorIs(t, f.save(client), full)
	f.take(f.run("run-5").Running())
	extension.FailWith(nil)
	require.NoError(t, f.save(client))
	assert.ElementsMatch(t, f.state(), f.restored(client).state())
}

func TestSavesNothingWhereNothingChanged(t *testing.T) {
	client := storetest.New(t).Client(t)
	f := newFixture(t, 10)
	run := f.run("nightly")
	running := run.Running()
	f.take(running)
	require.NoError(t, f.save(client))
	assert.Empty(t, f.Operations(nil))

	f.take(running, run.Heartbeat())
	assert.Empty(t, f.Operations(nil), "neither a duplicate nor a heartbeat is worth a write")

	f.Changed(f.Find("nightly"))
	f.Changed(f.Find("nightly"))
	assert.Len(t, f.Operations(nil), 1)
}

func TestTellsWhenTheStorageCannotBeRead(t *testing.T) {
	client := storetest.New(t).Client(t)
	require.NoError(t, client.Close(t.Context()))
	err := newFixture(t, 10).Restore(t.Context(), client, nil)
	require.Error(t, err)
	assert.NotErrorIs(t, err, tracker.ErrUnreadable, "this is not about single runs")
}
