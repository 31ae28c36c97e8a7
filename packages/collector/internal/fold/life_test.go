package fold_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/internal/fold"
)

func TestHearsOfARunAgainWhenAHeartbeatFollowsWhatAWatcherSaid(t *testing.T) {
	inferred := eventtest.Attributes{"workflow.event.inferred": true}
	for name, c := range map[string]struct {
		story func(run *eventtest.Run, pass func()) []plog.LogRecord
		want  bool
	}{
		"stalled, then a heartbeat": {func(run *eventtest.Run, pass func()) []plog.LogRecord {
			stalled := run.Process("watcher").Say(event.RunStalled, inferred)
			pass()
			return []plog.LogRecord{stalled, run.Heartbeat()}
		}, true},
		"lost, then a heartbeat": {func(run *eventtest.Run, pass func()) []plog.LogRecord {
			lost := run.Lost()
			pass()
			return append(lost, run.Heartbeat())
		}, true},
		"a heartbeat that arrives after it was called stalled and was sent before": {
			func(run *eventtest.Run, pass func()) []plog.LogRecord {
				before := run.Heartbeat()
				pass()
				return []plog.LogRecord{run.Process("watcher").Say(event.RunStalled, inferred), before}
			}, false,
		},
		"stalled, then progress": {func(run *eventtest.Run, pass func()) []plog.LogRecord {
			stalled := run.Process("watcher").Say(event.RunStalled, inferred)
			pass()
			return []plog.LogRecord{stalled, run.StepStarted("extract"), run.Heartbeat()}
		}, false},
		"stalled, a heartbeat, and a watcher that said so": {
			func(run *eventtest.Run, pass func()) []plog.LogRecord {
				watcher := run.Process("watcher")
				records := []plog.LogRecord{watcher.Say(event.RunStalled, inferred)}
				pass()
				records = append(records, run.Heartbeat())
				pass()
				return append(records, watcher.Say(event.RunResumed, inferred))
			}, false,
		},
		"a heartbeat after an end that the run itself told": {
			func(run *eventtest.Run, pass func()) []plog.LogRecord {
				ended := run.Succeeded()
				pass()
				return append(ended, run.Heartbeat())
			}, false,
		},
		"heartbeats of a run that nobody doubted": {
			func(run *eventtest.Run, pass func()) []plog.LogRecord {
				pass()
				return []plog.LogRecord{run.Heartbeat()}
			}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			clock := eventtest.NewClock()
			run := eventtest.NewRun(clock, "nightly")
			pass := func() { clock.Advance(time.Minute) }
			records := []plog.LogRecord{run.Running()}
			pass()
			records = append(records, c.story(run, pass)...)
			assert.Equal(t, c.want, folded(t, run.ID, records).IsHeardOfAgain())
		})
	}
}

func TestIsExecutedByNobodyBetweenAHandOffAndWhoeverTakesOver(t *testing.T) {
	clock := eventtest.NewClock()
	story := eventtest.NewRun(clock, "nightly")
	run := fold.NewRun(story.ID)
	tell := func(record plog.LogRecord) {
		var e event.Event
		assert.NoError(t, event.Decode(event.KindOfRecord(record), record, &e))
		run.Advance(&e)
		clock.Advance(time.Second)
	}
	tell(story.Queued())
	assert.False(t, run.IsExecuting(), "it is queued")
	tell(story.Running())
	assert.True(t, run.IsExecuting())
	tell(story.Say(event.RunHandedOff, nil))
	assert.False(t, run.IsExecuting(), "it was handed off")
	tell(story.Process("other").Say(event.RunResumed, nil))
	assert.True(t, run.IsExecuting(), "somebody took it over")
}

func TestCountsNoGapsInTheNumberingOfHeartbeats(t *testing.T) {
	run := eventtest.NewRun(eventtest.NewClock(), "nightly")
	records := []plog.LogRecord{run.Running(), run.Heartbeat()}
	run.Heartbeat() // never sent
	records = append(records, run.Heartbeat())
	assert.Zero(t, folded(t, run.ID, records).Missing())

	run.Skip()
	records = append(records, run.StepStarted("extract"))
	assert.Equal(t, uint64(1), folded(t, run.ID, records).Missing())
}
