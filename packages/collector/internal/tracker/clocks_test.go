package tracker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

func TestConstantSkewOfAHostsClockCancelsOut(t *testing.T) {
	for _, skew := range []time.Duration{0, -time.Hour, time.Hour} {
		t.Run(skew.String(), func(t *testing.T) {
			f := newFixture(t, 10)
			run := f.run("nightly")
			run.Skew = skew
			entry, _ := f.take(run.Running())
			for range 5 {
				f.clock.Advance(10 * time.Second)
				f.take(run.StepStarted("extract"))
				assert.Equal(t, f.now(), entry.LastSeen())
			}
			f.clock.Advance(10 * time.Second)
			f.take(run.Heartbeat())
			assert.Equal(t, f.now(), entry.LastSeen())

			told := event.Time(run.Now().UnixMicro())
			assert.Equal(t, f.now(), entry.OnOurClock(told))
			assert.Equal(t, told, entry.LastSeenOnItsClock())
			f.clock.Advance(time.Minute)
			assert.Equal(t, event.Time(run.Now().UnixMicro()), entry.OnItsClock(f.now()))
		})
	}
}

func TestWhatArrivesLateCountsForWhenItWasSaid(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	entry, _ := f.take(run.Running())
	f.clock.Advance(10 * time.Second)
	said := f.now()
	queued := run.StepStarted("extract")
	f.clock.Advance(time.Hour)
	f.take(queued)
	assert.Equal(t, said, entry.LastSeen())
}

func TestAHeartbeatCountsForWhenItArrives(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	entry, _ := f.take(run.Running())
	f.clock.Advance(10 * time.Second)
	heartbeat := run.Heartbeat()
	f.clock.Advance(time.Minute)
	f.take(heartbeat)
	assert.Equal(t, f.now(), entry.LastSeen())
}

func TestAnEarlierEventThatArrivesLaterTakesNoLifeAway(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	queued := run.Running()
	f.clock.Advance(time.Minute)
	entry, _ := f.take(run.StepStarted("extract"))
	seen := entry.LastSeen()
	f.take(queued)
	assert.Equal(t, seen, entry.LastSeen())
}

func TestLearnsTheSkewFromTheEventThatWasFastest(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	queued := run.Running()
	f.clock.Advance(time.Hour)
	entry, _ := f.take(queued) // an hour late: nobody can tell yet that it is not the clock
	f.clock.Advance(time.Second)
	f.take(run.StepStarted("extract"))
	assert.Equal(t, f.now(), entry.OnOurClock(event.Time(run.Now().UnixMicro())))
}

func TestWhatAWatcherSaysComesAfterEverythingThatTheRunHasSaid(t *testing.T) {
	f := newFixture(t, 10)
	run := f.run("nightly")
	f.take(run.Running())
	run.Skew = 2 * time.Minute // the host's clock was set
	entry, _ := f.take(run.StepStarted("extract"))
	told := event.Time(run.Now().UnixMicro())
	assert.Greater(t, entry.OnItsClock(f.now()), told, "at the very moment")
	f.clock.Advance(time.Minute)
	assert.Greater(t, entry.OnItsClock(f.now()), told)
	assert.Greater(t, entry.OnItsClock(0), told, "and when our clock was set back")
}
