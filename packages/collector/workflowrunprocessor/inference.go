package workflowrunprocessor

import (
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadata"
)

// inference is something that the processor says of a run. It is all that is needed to say the same again, so that a
// crash between deciding and sending neither loses it nor makes another event of it.
type inference struct {
	kind event.Kind
	// at is when it was decided, on the clock of the run's processes.
	at  event.Time
	seq uint64
	// since is when the run was last heard of, or when the wait that is reminded of began; on that clock too.
	since    event.Time
	waitID   string
	waitKind string
	reason   string
}

func (i *inference) write(w *binary.Writer) {
	w.Uint(uint64(i.kind))
	w.Int(int64(i.at))
	w.Uint(i.seq)
	w.Int(int64(i.since))
	w.Text(i.waitID)
	w.Text(i.waitKind)
	w.Text(i.reason)
}

func (i *inference) read(r *binary.Reader) {
	i.kind = event.Kind(min(r.Uint(), uint64(event.ArtifactRecorded)))
	i.at = event.Time(r.Int())
	i.seq = r.Uint()
	i.since = event.Time(r.Int())
	i.waitID = r.Text()
	i.waitKind = r.Text()
	i.reason = r.Text()
}

const lostError = "RunLostError"

// event returns what the fold needs of the inference.
func (i *inference) event(run *entry, producer string) *event.Event {
	return &event.Event{
		Kind: i.kind, Time: i.at, RunID: run.ID, Producer: producer, Seq: i.seq, Workflow: run.Workflow, Inferred: true,
		Outcome: i.kind.Outcome(), Duration: i.durationMs(run), Waiting: run.WaitingMs(i.since), HasWaiting: true,
		WaitID: i.waitID,
	}
}

// durationMs of a lost run reaches to when it was last heard of: nobody knows how much longer it lived.
func (i *inference) durationMs(run *entry) float64 {
	if start := run.StartedAt(); start != 0 && i.since > start {
		return float64(i.since-start) / 1000
	}
	return 0
}

// appendTo adds the inference as a log record in the shape that the SDK gives to the event.
func (i *inference) appendTo(logs plog.Logs, run *entry, producer string, now time.Time) {
	resource := logs.ResourceLogs().AppendEmpty()
	run.State.source.putInto(resource.Resource().Attributes())
	scope := resource.ScopeLogs().AppendEmpty()
	scope.Scope().SetName(metadata.ScopeName)

	record := scope.LogRecords().AppendEmpty()
	record.SetEventName(i.kind.String())
	record.SetTimestamp(pcommon.Timestamp(i.at * 1000))
	record.SetObservedTimestamp(pcommon.NewTimestampFromTime(now))
	record.SetSeverityNumber(i.kind.Severity())
	record.SetSeverityText(strings.ToUpper(i.kind.Severity().String()))
	traceID, rootSpanID := run.Trace()
	record.SetTraceID(traceID)
	record.SetSpanID(rootSpanID)
	record.SetFlags(plog.DefaultLogRecordFlags.WithIsSampled(true))

	attributes := record.Attributes()
	attributes.EnsureCapacity(24)
	attributes.PutStr(event.AttrEvent, i.kind.String())
	attributes.PutStr(event.AttrID, fmt.Sprintf("%s-%d", producer, i.seq))
	attributes.PutStr(event.AttrProducer, producer)
	attributes.PutInt(event.AttrSeq, int64(i.seq))
	attributes.PutStr(event.AttrRunID, run.ID)
	attributes.PutStr(event.AttrWorkflow, run.Workflow)
	attributes.PutBool(event.FieldInferred, true)
	record.Body().SetStr(i.describe(attributes, run))
}

// describe adds what is particular to the kind and returns the sentence.
func (i *inference) describe(attributes pcommon.Map, run *entry) string {
	who := "Run of " + run.Workflow
	switch i.kind {
	case event.RunStalled:
		attributes.PutStr(event.FieldReason, i.reason)
		attributes.PutStr(event.FieldLastSeen, timestamp(i.since))
		return fmt.Sprintf("%s shows no progress since %s: %s", who, timestamp(i.since), i.reason)
	case event.RunResumed:
		attributes.PutStr(event.FieldReason, i.reason)
		attributes.PutInt(event.FieldWaited, 0)
		return fmt.Sprintf("%s is heard of again: %s", who, i.reason)
	case event.RunReminded:
		waited := float64(i.at-i.since) / 1000
		attributes.PutStr(event.FieldWaitID, i.waitID)
		attributes.PutStr(event.FieldSince, timestamp(i.since))
		attributes.PutDouble(event.FieldWaited, waited)
		held := "is still blocked"
		if i.waitKind != "" {
			attributes.PutStr(event.FieldWaitKind, i.waitKind)
			held = fmt.Sprintf("still waits (%s)", i.waitKind)
		}
		return fmt.Sprintf("%s %s after %s%s", who, held, durationText(i.at-i.since), i.because(attributes))
	case event.RunLost:
		attributes.PutStr(event.FieldReason, i.reason)
		attributes.PutStr(event.FieldLastSeen, timestamp(i.since))
		attributes.PutDouble(event.AttrRunDuration, i.durationMs(run))
		attributes.PutDouble(event.AttrRunWaiting, run.WaitingMs(i.since))
		attributes.PutStr(event.AttrErrorType, lostError)
		attributes.PutStr(event.AttrException, lostError)
		attributes.PutStr(event.AttrErrorMessage, i.reason)
		attributes.PutStr(event.AttrErrorCategory, "transient")
		i.describeRun(attributes, run)
		return fmt.Sprintf("%s was lost: %s", who, i.reason)
	default: // the roll-up
		attributes.PutStr(event.AttrOutcome, event.Lost.String())
		attributes.PutDouble(event.AttrRunDuration, i.durationMs(run))
		attributes.PutDouble(event.AttrRunWaiting, run.WaitingMs(i.since))
		attributes.PutInt(event.FieldSteps, int64(run.Steps.Started))
		attributes.PutInt(event.AttrStepRetries, int64(run.Retries))
		attributes.PutBool(event.FieldFirstPass, false)
		attributes.PutStr(event.FieldErrorCategory, "transient")
		if description := run.Description(); description.HasQueueWait {
			attributes.PutDouble(event.AttrQueueWait, description.QueueWait)
		}
		for _, used := range run.Usage() {
			attributes.PutDouble(event.UsagePrefix+used.Name, used.Amount)
		}
		return who + " ended: lost"
	}
}

func (i *inference) because(attributes pcommon.Map) string {
	if i.reason == "" {
		return ""
	}
	attributes.PutStr(event.FieldReason, i.reason)
	return ": " + i.reason
}

// describeRun adds what the root span of a lost run needs: the connector that makes it has no state of its own.
func (i *inference) describeRun(attributes pcommon.Map, run *entry) {
	description := run.Description()
	put := func(name, value string) {
		if value != "" {
			attributes.PutStr(name, value)
		}
	}
	put(event.AttrVersion, description.Version)
	put(event.AttrEnvironment, description.Environment)
	put(event.AttrTenant, description.Tenant)
	put(event.AttrBusinessEvent, description.BusinessEventID)
	put(event.AttrActor, description.Actor)
	put(event.AttrRerunOf, description.RerunOf)
	put(event.AttrParentRunID, description.ParentRunID)
	put(event.AttrCallerTraceID, description.CallerTraceID)
	put(event.AttrCallerSpanID, description.CallerSpanID)
	if description.RunAttempt > 0 {
		attributes.PutInt(event.AttrRunAttempt, description.RunAttempt)
	}
	if tags := run.Tags(); len(tags) > 0 {
		list := attributes.PutEmptySlice(event.AttrTags)
		for _, tag := range tags {
			list.AppendEmpty().SetStr(tag)
		}
	}
	if start := run.StartedAt(); start != 0 {
		attributes.PutStr(event.FieldStartedAt, timestamp(start))
	}
}

func (s *source) putInto(attributes pcommon.Map) {
	if s == nil {
		return
	}
	for name, value := range map[string]string{
		serviceNameKey: s.serviceName, serviceNamespaceKey: s.serviceNamespace, event.AttrEnvironment: s.environment,
	} {
		if value != "" {
			attributes.PutStr(name, value)
		}
	}
}

func timestamp(at event.Time) string {
	return time.UnixMicro(int64(at)).UTC().Format("2006-01-02T15:04:05.000000Z")
}

// durationText says how long a wait has lasted, in days, hours and minutes.
func durationText(span event.Time) string {
	rest := time.Duration(span) * time.Microsecond
	var parts []string
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if count := rest / unit.size; count > 0 && len(parts) < 2 {
			parts = append(parts, fmt.Sprintf("%d%s", count, unit.name))
			rest %= unit.size
		}
	}
	if len(parts) == 0 {
		return "less than a second"
	}
	return strings.Join(parts, " ")
}
