package workflowrunconnector

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadata"
)

// lostRunTracer makes the root span of a run that the processor found lost: its own process can't any more.
//
// It has no state: the event says all that the span shows, and the same event makes the same span again.
type lostRunTracer struct {
	component.StartFunc
	component.ShutdownFunc
	logger *zap.Logger
	next   consumer.Traces
}

// Capabilities says that records are only read.
func (*lostRunTracer) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

// ConsumeLogs sends the root span of each run that a processor said is lost.
func (t *lostRunTracer) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	traces := ptrace.NewTraces()
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				if event.KindOfRecord(record) == event.RunLost {
					appendRootSpan(traces, resource, record)
				}
			}
		}
	}
	if traces.SpanCount() == 0 {
		return nil
	}
	return t.next.ConsumeTraces(ctx, traces)
}

// appendRootSpan adds the span, unless somebody else found the run lost: a run directory makes the root span itself, and
// does not say here when the run started.
func appendRootSpan(traces ptrace.Traces, from plog.ResourceLogs, record plog.LogRecord) {
	var e event.Event
	started, ok := startOf(record)
	if !ok || event.Decode(event.RunLost, record, &e) != nil {
		return
	}
	resource := traces.ResourceSpans().AppendEmpty()
	from.Resource().CopyTo(resource.Resource())
	scope := resource.ScopeSpans().AppendEmpty()
	scope.Scope().SetName(metadata.ScopeName)

	span := scope.Spans().AppendEmpty()
	span.SetName(e.Workflow)
	span.SetKind(ptrace.SpanKindInternal)
	span.SetTraceID(record.TraceID())
	span.SetSpanID(record.SpanID())
	span.SetFlags(uint32(record.Flags()))
	span.SetStartTimestamp(started)
	span.SetEndTimestamp(max(started+pcommon.Timestamp(e.Duration*1e6), started))
	span.Status().SetCode(ptrace.StatusCodeError)
	span.Status().SetMessage(e.ErrorMessage)

	attributes := span.Attributes()
	for key, value := range record.Attributes().All() {
		if isOfRun(key) {
			value.CopyTo(attributes.PutEmpty(key))
		}
	}
	attributes.PutStr(event.AttrStatus, event.Lost.String())
	attributes.PutStr(event.AttrOutcome, event.Lost.String())
	linkCaller(span, attributes)

	said := span.Events().AppendEmpty()
	said.SetName(event.RunLost.String())
	said.SetTimestamp(record.Timestamp())
	record.Attributes().CopyTo(said.Attributes())
}

// isOfRun tells whether a root span has this attribute of the event.
func isOfRun(key string) bool {
	switch key {
	case event.AttrWorkflow, event.AttrVersion, event.AttrRunID, event.AttrEnvironment, event.AttrTenant,
		event.AttrBusinessEvent, event.AttrActor, event.AttrTags, event.AttrRerunOf, event.AttrParentRunID,
		event.AttrRunAttempt, event.AttrCallerTraceID, event.AttrCallerSpanID, event.AttrRunDuration, event.AttrRunWaiting,
		event.AttrErrorType, event.AttrErrorCategory:
		return true
	default:
		return false
	}
}

// linkCaller makes the caller's span a link, or the parent of a run that is part of the caller's trace.
func linkCaller(span ptrace.Span, attributes pcommon.Map) {
	traceID, ok := event.ParseTraceID(textOf(attributes, event.AttrCallerTraceID))
	if !ok {
		return
	}
	spanID, ok := event.ParseSpanID(textOf(attributes, event.AttrCallerSpanID))
	switch {
	case !ok:
	case traceID == span.TraceID():
		span.SetParentSpanID(spanID)
	default:
		link := span.Links().AppendEmpty()
		link.SetTraceID(traceID)
		link.SetSpanID(spanID)
	}
}

func startOf(record plog.LogRecord) (pcommon.Timestamp, bool) {
	started, err := time.Parse(time.RFC3339Nano, textOf(record.Attributes(), event.FieldStartedAt))
	return pcommon.NewTimestampFromTime(started), err == nil && !record.TraceID().IsEmpty() && !record.SpanID().IsEmpty()
}

func textOf(attributes pcommon.Map, name string) string {
	if value, ok := attributes.Get(name); ok && value.Type() == pcommon.ValueTypeStr {
		return value.Str()
	}
	return ""
}
