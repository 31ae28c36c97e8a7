package workflowrunprocessor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadatatest"
)

// marked returns the names of the events that passed, those that are marked as illegal with an exclamation mark.
func (f *fixture) marked() []string {
	var names []string
	for _, record := range eventtest.Records(f.passed()...) {
		name := event.KindOfRecord(record).String()
		if value, ok := record.Attributes().Get(event.FieldIllegal); ok && value.Bool() {
			name = "!" + name
		}
		names = append(names, name)
	}
	return names
}

func TestMarksWhatARunIsAskedForAfterItEndedAndLetsItPass(t *testing.T) {
	want := []string{
		"workflow.run.running", "workflow.run.succeeded", "workflow.run.completed", "!workflow.run.waiting",
		"!workflow.run.failed", "workflow.run.annotated", "workflow.step.started",
	}
	story := func(f *fixture) []plog.LogRecord {
		run := f.run("nightly")
		records := []plog.LogRecord{run.Running()}
		f.clock.Advance(time.Second)
		records = append(records, run.Succeeded()...)
		f.clock.Advance(time.Second)
		return append(records, run.Waiting("w"), run.Say(event.RunFailed, nil), run.Say(event.RunAnnotated, nil),
			run.StepStarted("extract"))
	}
	for name, deliver := range map[string]func(f *fixture, records []plog.LogRecord){
		"in one request": func(f *fixture, records []plog.LogRecord) { f.deliver(records...) },
		"in one request each": func(f *fixture, records []plog.LogRecord) {
			for _, record := range records {
				f.deliver(record)
			}
		},
		"when the end is followed by the rest": func(f *fixture, records []plog.LogRecord) {
			f.deliver(records[:3]...)
			f.deliver(records[3:]...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, nil)
			deliver(f, story(f))
			assert.Equal(t, want, f.marked())
			metadatatest.AssertEqualProcessorWorkflowRunIllegalTransitions(t, f.telemetry,
				[]metricdata.DataPoint[int64]{{Value: 2}}, metricdatatest.IgnoreTimestamp())
		})
	}
}

func TestMarksWhatIsIllegalAlsoWhereItStandsBeforeTheEnd(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	running := run.Running()
	f.clock.Advance(time.Second)
	succeeded := run.Succeeded()
	f.clock.Advance(time.Second)
	f.deliver(run.Waiting("w"), succeeded[1], succeeded[0], running)
	assert.Equal(t, []string{
		"!workflow.run.waiting", "workflow.run.completed", "workflow.run.succeeded", "workflow.run.running",
	}, f.marked())
}

func TestMarksNothingOfARunThatWasCalledLost(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running())
	f.clock.Advance(time.Second)
	f.deliver(run.Lost()...)
	f.clock.Advance(time.Second)
	f.passed()
	f.deliver(run.Waiting("w"), run.Resumed("w", 0))
	f.deliver(run.Succeeded()...)
	f.clock.Advance(time.Second)
	f.deliver(run.Process("another-reaper").Say(event.RunLost, eventtest.Attributes{"workflow.event.inferred": true}))
	assert.Equal(t, []string{
		"workflow.run.waiting", "workflow.run.resumed", "workflow.run.succeeded", "workflow.run.completed",
		"workflow.run.lost",
	}, f.marked())
}
