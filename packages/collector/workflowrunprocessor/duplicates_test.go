package workflowrunprocessor

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadatatest"
)

func TestDropsAnExactDuplicate(t *testing.T) {
	for name, again := range map[string]func(f *fixture, record plog.LogRecord) *fixture{
		"in the same request": func(f *fixture, record plog.LogRecord) *fixture {
			f.deliver(record, record)
			return f
		},
		"in a later request": func(f *fixture, record plog.LogRecord) *fixture {
			f.deliver(record)
			f.pass(time.Hour)
			f.deliver(record)
			return f
		},
		"after a restart": func(f *fixture, record plog.LogRecord) *fixture {
			f.deliver(record)
			another := f.restarted()
			another.deliver(record)
			another.next.taken = append(f.next.taken, another.next.taken...)
			return another
		},
		"after a crash": func(f *fixture, record plog.LogRecord) *fixture {
			f.deliver(record)
			another := f.afterCrash()
			another.deliver(record)
			another.next.taken = append(f.next.taken, another.next.taken...)
			return another
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := startWithStorage(t, nil)
			f = again(f, f.run("nightly").Queued())
			assert.Equal(t, []string{"workflow.run.queued"}, f.names())
			metadatatest.AssertEqualProcessorWorkflowRunDuplicates(t, f.telemetry,
				[]metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp())
		})
	}
}

func TestDropsADuplicateOfWhatIsStillBeingHandedOn(t *testing.T) {
	for name, c := range map[string]struct {
		refusal error
		want    []string
	}{
		"and is taken then": {want: []string{"workflow.run.running", "workflow.run.queued"}},
		"but hands it on if the other is refused": {
			refusal: errors.New("the queue is full"), want: []string{"workflow.run.running", "workflow.run.queued"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := start(t, nil)
				run := f.run("nightly")
				queued, running := run.Queued(), run.Running()

				// The next component keeps the first request waiting; its sender loses patience and sends it again.
				outcome := make(chan error)
				f.next.during = func() error { return <-outcome }
				first, second := make(chan error, 1), make(chan error, 1)
				go func() { first <- f.ConsumeLogs(t.Context(), eventtest.Logs(queued)) }()
				synctest.Wait()
				go func() { second <- f.ConsumeLogs(t.Context(), eventtest.Logs(queued)) }()
				synctest.Wait()
				assert.Empty(t, f.next.requests(), "nobody knows yet whether the first is taken")
				f.deliver(running) // what has nothing to do with them does not wait

				outcome <- c.refusal
				require.ErrorIs(t, <-first, c.refusal)
				require.NoError(t, <-second)
				assert.Equal(t, c.want, f.names())
			})
		})
	}
}

func TestWaitsForADuplicateNoLongerThanItsSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := start(t, nil)
		queued := f.run("nightly").Queued()
		outcome := make(chan error)
		f.next.during = func() error { return <-outcome }
		first := make(chan error, 1)
		go func() { first <- f.ConsumeLogs(t.Context(), eventtest.Logs(queued)) }()
		synctest.Wait()

		impatient, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		require.ErrorIs(t, f.ConsumeLogs(impatient, eventtest.Logs(queued)), context.DeadlineExceeded)

		outcome <- nil
		require.NoError(t, <-first)
		f.deliver(queued)
		assert.Equal(t, []string{"workflow.run.queued"}, f.names())
	})
}

func TestUsesHeartbeatsAndDropsThem(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	f.deliver(run.Running(), run.Heartbeat(), run.StepStarted("extract"))
	f.deliver(run.Heartbeat())
	assert.Equal(t, []string{"workflow.run.running", "workflow.step.started"}, f.names())
	assert.Len(t, f.next.requests(), 1, "a request of which nothing is left is not handed on")

	f.pass(10 * time.Second)
	f.deliver(run.Heartbeat())
	assert.Equal(t, event.Time(f.clock.Now().UnixMicro()), f.runs.Find("nightly").LastSeen())
}

func TestLetsEverythingElsePassUntouched(t *testing.T) {
	f := start(t, nil)
	run := f.run("nightly")
	plain := plog.NewLogRecord()
	plain.Body().SetStr("listening on :8080")
	plain.Attributes().PutStr("event", "server.started")
	foreign := plog.NewLogRecord()
	foreign.SetEventName("browser.page_view")
	malformed := run.Queued()
	malformed.Attributes().Remove("workflow.event.seq")
	refused := plog.NewLogRecord()
	refused.SetEventName("workflow.run.dispatch_refused")
	refused.Attributes().PutStr("workflow.name", "invoice_extraction")

	sent := eventtest.Logs(plain, foreign, malformed, refused, run.Running(), plain, refused)
	sent.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().Scope().SetName("empty")
	want := plog.NewLogs()
	sent.CopyTo(want)
	require.NoError(t, f.ConsumeLogs(t.Context(), sent))

	require.Len(t, f.next.requests(), 1)
	assert.Equal(t, want.ResourceLogs().At(0), f.next.requests()[0].ResourceLogs().At(0))
	assert.Equal(t, 7, f.next.requests()[0].LogRecordCount())
	metadatatest.AssertEqualProcessorWorkflowRunMalformed(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp())
}

func TestHandsOnWhatIsLeftOfEachResource(t *testing.T) {
	f := start(t, nil)
	a, b := f.run("a"), f.run("b")
	known := a.Queued()
	f.deliver(known)
	f.passed()

	sent := eventtest.Logs(known)
	eventtest.Logs(a.Running(), known).ResourceLogs().MoveAndAppendTo(sent.ResourceLogs())
	eventtest.Logs(b.Heartbeat()).ResourceLogs().MoveAndAppendTo(sent.ResourceLogs())
	eventtest.Logs(b.Queued()).ResourceLogs().MoveAndAppendTo(sent.ResourceLogs())
	require.NoError(t, f.ConsumeLogs(t.Context(), sent))

	passed := f.passed()
	require.Len(t, passed, 1)
	assert.Equal(t, 2, passed[0].ResourceLogs().Len(), "resources of which nothing is left are gone")
	assert.Equal(t, []string{"workflow.run.running", "workflow.run.queued"}, eventtest.Names(passed...))
}

func TestLetsEventsOfARunThatIsTooOldPass(t *testing.T) {
	f := start(t, nil)
	old := f.run("last-week").Queued()
	f.clock.Advance(7 * 24 * time.Hour)
	f.deliver(old)
	assert.Equal(t, []string{"workflow.run.queued"}, f.names())
	assert.Zero(t, f.runs.Len())
}
