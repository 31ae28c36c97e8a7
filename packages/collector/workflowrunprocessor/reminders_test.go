package workflowrunprocessor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

// reminders returns, since it was last asked, of which waits was reminded and how long they had lasted.
func (f *fixture) reminders() []string {
	var said []string
	for _, record := range eventtest.Records(f.passed()...) {
		if event.KindOfRecord(record) == event.RunReminded {
			waited, _ := record.Attributes().Get("workflow.event.waited_ms")
			span := time.Duration(waited.Double()) * time.Millisecond
			said = append(said, text(record, "workflow.event.wait_id")+" "+span.Round(time.Minute).String())
		}
	}
	return said
}

func TestRemindsOnceAtEachAgeOfAWait(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running(), run.Waiting("w"))
	since := f.clock.Now()
	f.pass(time.Hour - time.Second)
	assert.Empty(t, f.reminders())
	f.pass(time.Second)
	assert.Equal(t, []string{"w 1h0m0s"}, f.reminders())
	f.pass(3*time.Hour - time.Second)
	assert.Empty(t, f.reminders())
	f.pass(time.Second)
	assert.Equal(t, []string{"w 4h0m0s"}, f.reminders())
	f.pass(20 * time.Hour)
	assert.Equal(t, []string{"w 24h0m0s"}, f.reminders())
	f.pass(48 * time.Hour)
	assert.Empty(t, f.reminders())

	said := f.ofKind(event.RunReminded)
	require.Len(t, said, 3)
	assert.Equal(t, "human", text(said[0], "workflow.event.wait_kind"))
	assert.Equal(t, "over 10 000", text(said[0], "workflow.event.reason"))
	assert.Equal(t, timestamp(event.Time(since.UnixMicro())), text(said[0], "workflow.event.since"))
	assert.Equal(t, "Run of invoice_extraction still waits (human) after 1h: over 10 000", said[0].Body().Str())
}

func TestRemindsOfEachWaitAnew(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running(), run.Waiting("first"))
	f.pass(2 * time.Hour)
	f.deliver(run.Resumed("first", 2*time.Hour), run.Blocked("second"))
	f.beating(run, time.Hour)
	assert.Equal(t, []string{"first 1h0m0s", "second 1h0m0s"}, f.reminders())
	f.deliver(run.Resumed("second", time.Hour))
	f.beating(run, 24*time.Hour)
	assert.Empty(t, f.reminders(), "it does not wait any more")
}

func TestRemindsOnceOfAWaitThatABlockInterrupts(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running(), run.Waiting("w"))
	f.pass(90 * time.Minute)
	assert.Equal(t, []string{"w 1h0m0s"}, f.reminders())

	f.deliver(run.Blocked("b"))
	f.pass(90 * time.Minute)
	assert.Equal(t, []string{"b 1h0m0s"}, f.reminders(), "a block is more urgent than a wait")

	f.deliver(run.Resumed("b", 90*time.Minute))
	f.pass(time.Hour - time.Second)
	assert.Empty(t, f.reminders(), "of its first hour was reminded before")
	f.pass(time.Second)
	assert.Equal(t, []string{"w 4h0m0s"}, f.reminders())
}

func TestForgetsOfWhichHoldsItRemindedWhenTheyAreOver(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	for _, id := range []string{"a", "b", "c", "d"} {
		f.deliver(run.Waiting(id))
		f.pass(90 * time.Minute)
		f.deliver(run.Resumed(id, 90*time.Minute))
	}
	assert.Len(t, f.reminders(), 4)
	assert.Len(t, f.runs.Find("nightly").State.said.reminded, 1, "a run that waits often does not grow")
}

func TestRemindsAfterAnOutageOfTheLatestAgeOnly(t *testing.T) {
	f := startWithStorage(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running(), run.Waiting("w"))
	f.clock.Advance(5 * time.Hour)
	f = f.afterCrash()
	f.pass(10 * time.Second)
	assert.Equal(t, []string{"w 5h0m0s"}, f.reminders())

	f = f.restarted()
	f.pass(18 * time.Hour)
	assert.Empty(t, f.reminders(), "a restart is no reason to say it again")
	f.pass(time.Hour)
	assert.Equal(t, []string{"w 24h0m0s"}, f.reminders())
}

func TestRemindsByItsOwnClock(t *testing.T) {
	for _, skew := range []time.Duration{-time.Hour, time.Hour} {
		t.Run(skew.String(), func(t *testing.T) {
			f := start(t, nil)
			run := f.run("nightly")
			run.Skew = skew
			f.deliver(run.Running(), run.Waiting("w"))
			f.pass(time.Hour - time.Second)
			assert.Empty(t, f.reminders())
			f.pass(time.Second)
			assert.Equal(t, []string{"w 1h0m0s"}, f.reminders())
		})
	}
}

func TestRemindsOfNothingIfNoAgesAreConfigured(t *testing.T) {
	f := start(t, func(config *Config) { config.WaitingReminders = nil })
	run := f.run("nightly")
	f.deliver(run.Running(), run.Waiting("w"))
	f.pass(48 * time.Hour)
	assert.Empty(t, f.reminders())
}
