package workflowrunconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadata"
)

func newTracer(t *testing.T, next consumer.Traces) connector.Logs {
	t.Helper()
	tracer, err := NewFactory().CreateLogsToTraces(t.Context(), connectortest.NewNopSettings(metadata.Type), createDefaultConfig(), next)
	require.NoError(t, err)
	require.NoError(t, tracer.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, tracer.Shutdown(t.Context())) })
	return tracer
}

const lostRunID = "run_01JSM0VD2KZ6Q4X9NHT8MW1CDD"

// lostEvent is what the processor says of a lost run.
func lostEvent(more eventtest.Attributes) plog.LogRecord {
	clock := eventtest.NewClock()
	clock.Advance(10 * time.Minute)
	attributes := eventtest.Attributes{
		"workflow.event.inferred": true, "workflow.event.started_at": "2026-04-24T14:30:00.000000Z",
		event.AttrRunDuration: 90_500, event.AttrErrorMessage: "no heartbeat for 5m", event.AttrVersion: "1.8.3",
	}
	for name, value := range more {
		attributes[name] = value
	}
	return eventtest.NewRun(clock, lostRunID).Process("collector").Say(event.RunLost, attributes)
}

func onlySpan(t *testing.T, traces []ptrace.Traces) ptrace.Span {
	t.Helper()
	require.Len(t, traces, 1)
	require.Equal(t, 1, traces[0].SpanCount())
	return traces[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
}

func TestMakesTheRootSpanOfALostRun(t *testing.T) {
	span := onlySpan(t, spansOf(t, eventtest.Logs(lostEvent(nil))))
	assert.Equal(t, "0196680db453f9ae4ea6b1d229c0b1ad", span.TraceID().String())
	assert.Equal(t, "4ea6b1d229c0b1ad", span.SpanID().String())
	assert.True(t, span.ParentSpanID().IsEmpty())
	assert.Equal(t, eventtest.Workflow, span.Name())
	assert.Equal(t, eventtest.Start, span.StartTimestamp().AsTime())
	assert.Equal(t, eventtest.Start.Add(90_500*time.Millisecond), span.EndTimestamp().AsTime(), "when it was last heard of")
	assert.Equal(t, ptrace.StatusCodeError, span.Status().Code())
	assert.Equal(t, "no heartbeat for 5m", span.Status().Message())
	attributes := span.Attributes().AsRaw()
	assert.Equal(t, lostRunID, attributes[event.AttrRunID])
	assert.Equal(t, "lost", attributes[event.AttrOutcome])
	assert.Equal(t, "lost", attributes[event.AttrStatus])
	assert.Equal(t, "1.8.3", attributes[event.AttrVersion])
	assert.NotContains(t, attributes, event.AttrSeq, "what identifies the event is no attribute of the run")
	require.Equal(t, 1, span.Events().Len())
	assert.Equal(t, "workflow.run.lost", span.Events().At(0).Name())
}

func TestTheCallerOfALostRunIsALinkUnlessItIsInTheSameTrace(t *testing.T) {
	const callerSpan = "00f067aa0ba902b7"
	for name, c := range map[string]struct {
		caller       eventtest.Attributes
		links        int
		parentSpanID string
	}{
		"another trace": {eventtest.Attributes{
			event.AttrCallerTraceID: "4bf92f3577b34da6a3ce929d0e0e4736", event.AttrCallerSpanID: callerSpan,
		}, 1, ""},
		"the same trace": {eventtest.Attributes{
			event.AttrCallerTraceID: "0196680db453f9ae4ea6b1d229c0b1ad", event.AttrCallerSpanID: callerSpan,
		}, 0, callerSpan},
		"no span":  {eventtest.Attributes{event.AttrCallerTraceID: "4bf92f3577b34da6a3ce929d0e0e4736"}, 0, ""},
		"no trace": {eventtest.Attributes{event.AttrCallerSpanID: callerSpan}, 0, ""},
		"nonsense": {eventtest.Attributes{event.AttrCallerTraceID: "trace", event.AttrCallerSpanID: 7}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			span := onlySpan(t, spansOf(t, eventtest.Logs(lostEvent(c.caller))))
			assert.Equal(t, c.links, span.Links().Len())
			if c.links > 0 {
				assert.Equal(t, "4bf92f3577b34da6a3ce929d0e0e4736", span.Links().At(0).TraceID().String())
				assert.Equal(t, callerSpan, span.Links().At(0).SpanID().String())
			}
			assert.Equal(t, c.parentSpanID, span.ParentSpanID().String())
		})
	}
}

func TestMakesNoSpanOfAnythingElse(t *testing.T) {
	clock := eventtest.NewClock()
	run := eventtest.NewRun(clock, lostRunID)
	withoutIDs := lostEvent(nil)
	withoutIDs.SetSpanID([8]byte{})
	malformed := lostEvent(nil)
	malformed.Attributes().Remove(event.AttrWorkflow)
	for name, records := range map[string][]plog.LogRecord{
		"a run directory, which makes the span itself": run.Lost(),
		"a run that ended":        append(run.Succeeded(), run.Running()),
		"a record without ids":    {withoutIDs},
		"a malformed one":         {malformed},
		"a start that is no time": {lostEvent(eventtest.Attributes{"workflow.event.started_at": "yesterday"})},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Empty(t, spansOf(t, eventtest.Logs(records...)), "nothing is sent")
		})
	}
}

func TestMakesTheSameSpanOfTheSameEvent(t *testing.T) {
	request := eventtest.Logs(lostEvent(nil))
	request.MarkReadOnly()
	traces := spansOf(t, request, request)
	require.Len(t, traces, 2)
	assert.Equal(t, traces[0], traces[1])
	resource := traces[0].ResourceSpans().At(0).Resource().Attributes().AsRaw()
	assert.Equal(t, map[string]any{"service.name": "invoices", "service.namespace": "finance"}, resource)
}

func TestTellsTheSenderWhenASpanWasRefused(t *testing.T) {
	tracer := newTracer(t, consumertest.NewErr(assert.AnError))
	assert.ErrorIs(t, tracer.ConsumeLogs(t.Context(), eventtest.Logs(lostEvent(nil))), assert.AnError)
	assert.NoError(t, tracer.ConsumeLogs(t.Context(), eventtest.Logs()))
}
