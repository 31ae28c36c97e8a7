package workflowrunprocessor

import (
	"flag"
	"path/filepath"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/pdatatest/plogtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// description is that of a run that says everything about itself.
var description = eventtest.Attributes{
	"workflow.event.trace_id": "0196680db453f9ae4ea6b1d229c0b1ad", "workflow.event.heartbeat_interval_ms": 15_000,
	event.AttrVersion: "1.8.3", event.AttrEnvironment: "production", event.AttrTenant: "acme",
	event.AttrBusinessEvent: "erp:invoice#98421", event.AttrActor: "jane@acme", event.AttrTags: []any{"eu", "invoice"},
	event.AttrRerunOf: "run_01JSM0VD2KZ6Q4X9NHT8MW1CDC", event.AttrParentRunID: "run_01JSM0VD2KZ6Q4X9NHT8MW1CDB",
	event.AttrRunAttempt: 2, event.AttrCallerTraceID: "4bf92f3577b34da6a3ce929d0e0e4736",
	event.AttrCallerSpanID: "00f067aa0ba902b7",
}

const storyRunID = "run_01JSM0VD2KZ6Q4X9NHT8MW1CDD"

// request is what arrives at one time.
type request struct {
	after time.Duration
	logs  plog.Logs
}

// story is the life of a run that waits, falls silent, is called stalled, comes back, is called lost, and ends well, on a
// host whose clock is ten minutes slow; some of it arrives twice or with other things.
func story() []request {
	clock := eventtest.NewClock()
	run := eventtest.NewRun(clock, storyRunID)
	run.Skew = -10 * time.Minute
	var requests []request
	send := func(records ...plog.LogRecord) {
		requests = append(requests, request{clock.Now().Sub(eventtest.Start), eventtest.Logs(records...)})
	}
	beat := func(times int) {
		for range times {
			clock.Advance(eventtest.HeartbeatInterval)
			send(run.Heartbeat())
		}
	}
	startup := plog.NewLogRecord()
	startup.SetTimestamp(pcommon.NewTimestampFromTime(run.Now()))
	startup.Body().SetStr("connected to the ledger")

	running := run.RunningWith(description)
	send(startup, running, run.StepStarted("extract"), running)
	beat(2)
	clock.Advance(time.Second)
	send(run.StepFailed("extract", 31*time.Second, "external_api"), run.StepRetried("extract"))
	clock.Advance(5 * time.Second)
	completed := run.StepCompleted("extract", 5*time.Second, eventtest.Attributes{"tokens": 3124, "compute_ms": 1250.5})
	send(completed, run.Say(event.RunTagged, eventtest.Attributes{
		"workflow.event.add": []any{"urgent"}, "workflow.event.remove": []any{"eu"},
	}))
	send(completed)
	send(run.Waiting("approval"))
	clock.Advance(90 * time.Minute)
	send(run.Resumed("approval", 90*time.Minute))
	clock.Advance(2 * time.Minute) // stalled
	beat(1)
	clock.Advance(10 * time.Minute) // stalled and lost
	send(run.StepStarted("post"))
	clock.Advance(time.Second)
	send(run.StepCompleted("post", time.Second, nil))
	send(run.Succeeded()...)
	clock.Advance(time.Second)
	send(run.Waiting("too-late"), run.Heartbeat())
	clock.Advance(time.Hour)
	return requests
}

// tell delivers a story and returns what the next component took, a resource for each request.
func tell(f *fixture, requests []request) plog.Logs {
	for _, one := range requests {
		f.pass(one.after - f.clock.Now().Sub(eventtest.Start))
		copied := plog.NewLogs()
		one.logs.CopyTo(copied)
		require.NoError(f.t, f.ConsumeLogs(f.t.Context(), copied))
	}
	f.pass(time.Hour)
	taken := plog.NewLogs()
	for _, logs := range f.next.requests() {
		logs.ResourceLogs().MoveAndAppendTo(taken.ResourceLogs())
	}
	return taken
}

// The golden file of what goes in has a resource for each request, whose records were observed when it arrives.
func writeStory(t *testing.T, path string, requests []request) {
	t.Helper()
	all := plog.NewLogs()
	for _, one := range requests {
		arrival := pcommon.NewTimestampFromTime(eventtest.Start.Add(one.after))
		for _, record := range eventtest.Records(one.logs) {
			record.SetObservedTimestamp(arrival)
		}
		one.logs.ResourceLogs().MoveAndAppendTo(all.ResourceLogs())
	}
	require.NoError(t, golden.WriteLogsToFile(path, all))
}

func readStory(t *testing.T, path string) []request {
	t.Helper()
	all, err := golden.ReadLogs(path)
	require.NoError(t, err)
	var requests []request
	for _, resource := range all.ResourceLogs().All() {
		logs := plog.NewLogs()
		resource.CopyTo(logs.ResourceLogs().AppendEmpty())
		arrival := eventtest.Records(logs)[0].ObservedTimestamp().AsTime()
		requests = append(requests, request{arrival.Sub(eventtest.Start), logs})
	}
	return requests
}

func TestTellsTheStoryOfARunAsTheGoldenFileDoes(t *testing.T) {
	in, out := filepath.Join("testdata", "story-in.yaml"), filepath.Join("testdata", "story-out.yaml")
	if *update {
		writeStory(t, in, story())
	}
	f := start(t, nil)
	f.store.Instance = "-golden"
	got := tell(f, readStory(t, in))
	if *update {
		require.NoError(t, golden.WriteLogsToFile(out, got))
	}
	want, err := golden.ReadLogs(out)
	require.NoError(t, err)
	assert.NoError(t, plogtest.CompareLogs(want, got))
	assert.Equal(t, eventtest.Names(want), eventtest.Names(got), "in this order")
}

func TestALostRunSaysWhatItsRootSpanNeeds(t *testing.T) {
	f := start(t, nil)
	run := f.run(storyRunID)
	f.deliver(run.RunningWith(description), run.Waiting("w"))
	f.clock.Advance(10 * time.Second)
	f.deliver(run.Resumed("w", 10*time.Second), run.Say(event.RunTagged, eventtest.Attributes{
		"workflow.event.add": []any{"urgent"}, "workflow.event.remove": []any{"eu"},
	}))
	f.pass(10 * time.Minute)

	require.Len(t, f.ofKind(event.RunLost), 1)
	said := f.ofKind(event.RunLost)[0]
	attributes := said.Attributes().AsRaw()
	for name, want := range description {
		switch name {
		case "workflow.event.trace_id", "workflow.event.heartbeat_interval_ms":
		case event.AttrTags:
			assert.Equal(t, []any{"invoice", "urgent"}, attributes[name])
		default:
			assert.EqualValues(t, want, attributes[name], name)
		}
	}
	assert.Equal(t, eventtest.Workflow, attributes[event.AttrWorkflow])
	assert.Equal(t, storyRunID, attributes[event.AttrRunID])
	assert.Equal(t, "2026-04-24T14:30:00.000000Z", attributes["workflow.event.started_at"])
	assert.InDelta(t, 10_000, attributes[event.AttrRunDuration], 0)
	assert.InDelta(t, 10_000, attributes[event.AttrRunWaiting], 0)
	assert.Equal(t, "transient", attributes[event.AttrErrorCategory])
	assert.Equal(t, "RunLostError", attributes[event.AttrErrorType])
	assert.Equal(t, "0196680db453f9ae4ea6b1d229c0b1ad", said.TraceID().String())
	assert.Equal(t, "4ea6b1d229c0b1ad", said.SpanID().String())
	assert.Equal(t, plog.SeverityNumberError, said.SeverityNumber())
	assert.Equal(t, "ERROR", said.SeverityText())

	resource := f.next.requests()[len(f.next.requests())-1].ResourceLogs().At(0).Resource()
	assert.Equal(t, map[string]any{"service.name": "invoices", "service.namespace": "finance"}, resource.Attributes().AsRaw())
}
