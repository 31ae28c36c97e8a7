package workflowrunprocessor

import (
	"errors"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

var errFull = errors.New("the queue is full")

var instanceName = regexp.MustCompile(`w[0-9a-f]{16}`)

// identities are what makes an event the same one, and what it says.
func identities(records []plog.LogRecord) []string {
	var list []string
	for _, record := range records {
		list = append(list, fmt.Sprintf("%v %v %v", record.Timestamp(), record.Body().Str(), record.Attributes().AsRaw()))
	}
	return list
}

func TestSaysAgainWhatTheNextComponentRefused(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.passed()
	f.next.refuseWith(errFull)
	f.pass(10 * time.Minute)
	assert.Empty(t, f.names())

	f.next.refuseWith(nil)
	f.pass(time.Second)
	assert.Equal(t, append(append([]string{}, stalled...), lost...), f.names())
	said := f.ofKind(event.RunStalled)[0]
	assert.Equal(t, eventtest.Start.Add(45*time.Second), said.Timestamp().AsTime(), "when it was concluded, not when it was taken")
	said = f.ofKind(event.RunLost)[0]
	assert.Equal(t, eventtest.Start.Add(5*time.Minute), said.Timestamp().AsTime())

	f.pass(time.Hour)
	assert.Empty(t, f.names())
}

func TestSaysTheVerySameAfterARestart(t *testing.T) {
	for name, goOn := range map[string]func(f *fixture) *fixture{
		"after a restart": (*fixture).restarted,
		"after a crash":   (*fixture).afterCrash,
	} {
		t.Run(name, func(t *testing.T) {
			f := startWithStorage(t, nil)
			run, waiting := f.run("nightly"), f.run("waiting")
			f.deliver(run.Running(), run.StepStarted("extract"), waiting.Running(), waiting.Waiting("w"))
			f.pass(2 * time.Hour)
			want := identities(eventtest.Records(f.next.requests()[1:]...))
			require.Len(t, want, 4, "stalled, lost, completed, reminded")

			// The same story, with a next component that takes nothing until the processor was replaced.
			f = startWithStorage(t, nil)
			run, waiting = f.run("nightly"), f.run("waiting")
			f.deliver(run.Running(), run.StepStarted("extract"), waiting.Running(), waiting.Waiting("w"))
			f.next.refuseWith(errFull)
			f.pass(2 * time.Hour)
			instance := f.store.Instance
			f = goOn(f)
			assert.Equal(t, instance, f.store.Instance)
			f.pass(2 * time.Second)
			got := identities(eventtest.Records(f.passed()...))
			assert.ElementsMatch(t, anonymous(want), anonymous(got))

			f = goOn(f)
			f.pass(time.Hour)
			assert.Empty(t, f.names(), "it is not said twice")
		})
	}
}

func TestGoesOnToSayNewThingsAfterACrash(t *testing.T) {
	f := startWithStorage(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.pass(time.Minute)
	said := append([]plog.LogRecord{}, eventtest.Records(f.next.requests()...)...)

	f = f.afterCrash()
	f.deliver(run.Heartbeat())
	f.pass(10 * time.Second)
	f = f.afterCrash()
	f.pass(10 * time.Minute)
	assert.Equal(t, append(append([]string{}, stalled...), lost...), f.names(), "each once")
	said = append(said, eventtest.Records(f.next.requests()...)...)
	ids := map[string]bool{}
	for _, record := range said {
		ids[text(record, event.AttrID)] = true
	}
	assert.Len(t, ids, len(said), "nothing new has the id of something that was said before")
	resource := f.next.requests()[0].ResourceLogs().At(0).Resource().Attributes().AsRaw()
	assert.Equal(t, map[string]any{"service.name": "invoices", "service.namespace": "finance"}, resource)
}

// anonymous leaves out which instance said it.
func anonymous(list []string) []string {
	var without []string
	for _, one := range list {
		without = append(without, instanceName.ReplaceAllString(one, "watcher"))
	}
	return without
}

func TestDoesNotSayAgainWhatWasRefusedForGood(t *testing.T) {
	f := start(t, nil)
	f.deliver(f.run("nightly").Running())
	f.passed()
	f.next.during = func() error { return consumererror.NewPermanent(errors.New("the record is too large")) }
	f.pass(time.Minute)
	assert.Empty(t, f.names())
	f.pass(4 * time.Minute)
	assert.Equal(t, lost, f.names(), "it goes on with what comes next")
}

func TestSaysWhatItConcludedThoughTheRunShowedLifeBeforeAnybodyTookIt(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.passed()
	f.pass(time.Minute)
	assert.Equal(t, stalled, f.names())
	f.next.refuseWith(errFull)
	f.pass(10 * time.Minute)
	f.next.refuseWith(nil)
	f.deliver(run.StepStarted("extract"))
	f.pass(time.Second)
	assert.Equal(t, []string{"workflow.step.started", "workflow.run.lost", "workflow.run.completed"}, f.names())
	f.beating(run, 10*time.Minute)
	assert.Empty(t, f.names(), "it lives, and says so itself")
}

func TestSaysNothingMoreOfARunThatWasForgottenMeanwhile(t *testing.T) {
	f := start(t, func(config *Config) { config.MaxRuns = 1 })
	run, other := f.run("nightly"), f.run("other")
	f.deliver(run.Running())
	f.passed()
	f.next.during = func() error {
		f.deliver(other.Queued()) // evicts the run while it is called stalled
		return nil
	}
	f.pass(time.Hour)
	assert.Equal(t, []string{"workflow.run.queued", "workflow.run.stalled"}, f.names())
	assert.NotNil(t, f.runs.Find("other"))
	assert.Equal(t, 1, f.runs.Len())
}
