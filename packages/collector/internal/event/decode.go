package event

import (
	"errors"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// Attribute names, as packages/contract/src/attributes.ts has them.
const (
	AttrEvent         = "event"
	AttrID            = "workflow.event.id"
	AttrSeq           = "workflow.event.seq"
	AttrProducer      = "workflow.event.producer"
	AttrWorkflow      = "workflow.name"
	AttrVersion       = "workflow.version"
	AttrTenant        = "workflow.tenant.id"
	AttrBusinessEvent = "workflow.business_event.id"
	AttrActor         = "workflow.actor"
	AttrTags          = "workflow.tags"
	AttrCallerTraceID = "workflow.caller.trace_id"
	AttrCallerSpanID  = "workflow.caller.span_id"
	AttrEnvironment   = "deployment.environment.name"
	AttrRunID         = "workflow.run.id"
	AttrStatus        = "workflow.run.status"
	AttrOutcome       = "workflow.run.outcome"
	AttrRunAttempt    = "workflow.run.attempt"
	AttrRerunOf       = "workflow.run.rerun_of"
	AttrParentRunID   = "workflow.run.parent_id"
	AttrRunDuration   = "workflow.run.duration_ms"
	AttrRunWaiting    = "workflow.run.waiting_ms"
	AttrQueueWait     = "workflow.run.queue_wait_ms"
	AttrStepID        = "workflow.step.id"
	AttrStepName      = "workflow.step.name"
	AttrStepStatus    = "workflow.step.status"
	AttrStepSeq       = "workflow.step.seq"
	AttrStepRetries   = "workflow.step.retries"
	AttrStepDuration  = "workflow.step.duration_ms"
	AttrErrorType     = "error.type"
	AttrErrorCategory = "workflow.error.category"
	AttrException     = "exception.type"
	AttrErrorMessage  = "exception.message"

	// Fields without a name of their own are this prefix and the field.
	fieldPrefix        = "workflow.event."
	UsagePrefix        = "workflow.usage."
	FieldTraceID       = fieldPrefix + "trace_id"
	FieldRootSpanID    = fieldPrefix + "root_span_id"
	FieldHeartbeat     = fieldPrefix + "heartbeat_interval_ms"
	FieldWaitID        = fieldPrefix + "wait_id"
	FieldWaitKind      = fieldPrefix + "wait_kind"
	FieldWaited        = fieldPrefix + "waited_ms"
	FieldReason        = fieldPrefix + "reason"
	FieldInferred      = fieldPrefix + "inferred"
	FieldFirstPass     = fieldPrefix + "first_pass"
	FieldSteps         = fieldPrefix + "steps"
	FieldErrorCategory = fieldPrefix + "error_category"
	FieldRetry         = fieldPrefix + "retry"
	FieldAdd           = fieldPrefix + "add"
	FieldRemove        = fieldPrefix + "remove"
	FieldLastSeen      = fieldPrefix + "last_seen_at"
	FieldSince         = fieldPrefix + "since"
	// What the processor adds: when a lost run began, and that a transition came after the end.
	FieldStartedAt = "workflow.event.started_at"
	FieldIllegal   = "workflow.event.illegal_transition"
)

// Why a record that says to be an event can't be used.
var (
	ErrNoRun       = errors.New("the event has no workflow.run.id")
	ErrNoProducer  = errors.New("the event has no workflow.event.producer")
	ErrBadSeq      = errors.New("the event has no workflow.event.seq that is a whole number from 0 on")
	ErrNoWorkflow  = errors.New("the event has no workflow.name")
	ErrNoTimestamp = errors.New("the event has no timestamp")
	ErrBadOutcome  = errors.New("the event has no workflow.run.outcome that is known")
)

// KindOfRecord returns which event a log record is, Unknown if it is none of the family.
//
// The `event` attribute decides; the record's event name saves looking for it, and stands in where only that is left.
func KindOfRecord(record plog.LogRecord) Kind {
	if name := record.EventName(); name != "" {
		return KindOf(name)
	}
	if value, ok := record.Attributes().Get(AttrEvent); ok && value.Type() == pcommon.ValueTypeStr {
		return KindOf(value.Str())
	}
	return Unknown
}

// Decode reads the event of a log record of a known kind into e, whatever was in it before.
//
// It never panics, whatever the record holds; a field of a wrong type counts as absent. RunDispatchRefused has no run
// and is refused with ErrNoRun.
func Decode(kind Kind, record plog.LogRecord, e *Event) error {
	*e = Event{Kind: kind, Time: Time(record.Timestamp() / 1000), Usage: e.Usage[:0]}
	d := decoder{event: e}
	if kind == RunQueued || kind == RunRunning {
		d.description = &Description{}
		e.Description = d.description
	}
	for key, value := range record.Attributes().All() {
		d.take(key, value)
	}
	if e.Outcome == NoOutcome {
		e.Outcome = kind.Outcome()
	}
	return d.check()
}

type decoder struct {
	event       *Event
	description *Description
	hasSeq      bool
}

func (d *decoder) check() error {
	e := d.event
	switch {
	case e.RunID == "":
		return ErrNoRun
	case e.Producer == "":
		return ErrNoProducer
	case !d.hasSeq:
		return ErrBadSeq
	case e.Workflow == "":
		return ErrNoWorkflow
	case e.Time <= 0:
		return ErrNoTimestamp
	case e.Kind == RunCompleted && e.Outcome == NoOutcome:
		return ErrBadOutcome
	default:
		return nil
	}
}

func (d *decoder) take(key string, value pcommon.Value) {
	e := d.event
	switch key {
	case AttrRunID:
		e.RunID = text(value)
	case AttrProducer:
		e.Producer = text(value)
	case AttrSeq:
		e.Seq, d.hasSeq = count(value)
	case AttrWorkflow:
		e.Workflow = text(value)
	case AttrStepSeq:
		e.IsStep = true
	case AttrStepName:
		e.StepName = text(value)
	case AttrOutcome:
		e.Outcome = OutcomeOf(text(value))
	case AttrRunDuration, AttrStepDuration:
		e.Duration = number(value)
	case AttrRunWaiting, "workflow.step.waiting_ms":
		e.Waiting, e.HasWaiting = number(value), true
	case FieldHeartbeat:
		e.HeartbeatInterval = number(value)
	case FieldWaitID:
		e.WaitID = text(value)
	case FieldWaitKind:
		e.WaitKind = text(value)
	case FieldWaited:
		e.Waited = number(value)
	case FieldReason:
		e.Reason = text(value)
	case FieldInferred:
		e.Inferred = truth(value)
	case FieldFirstPass:
		e.FirstPass = truth(value)
	case FieldRetry:
		e.Retry = truth(value)
	case AttrErrorMessage:
		e.ErrorMessage = text(value)
	case AttrErrorCategory, FieldErrorCategory:
		e.ErrorCategory = text(value)
	case FieldAdd:
		e.AddTags = texts(value)
	case FieldRemove:
		e.RemoveTags = texts(value)
	default:
		if d.description != nil {
			d.describe(key, value)
		} else if name, ok := strings.CutPrefix(key, UsagePrefix); ok {
			e.Usage = append(e.Usage, Usage{Name: name, Amount: number(value)})
		}
	}
}

func (d *decoder) describe(key string, value pcommon.Value) {
	to := d.description
	switch key {
	case FieldTraceID:
		to.TraceID = text(value)
	case FieldRootSpanID:
		to.RootSpanID = text(value)
	case AttrVersion:
		to.Version = text(value)
	case AttrEnvironment:
		to.Environment = text(value)
	case AttrTenant:
		to.Tenant = text(value)
	case AttrBusinessEvent:
		to.BusinessEventID = text(value)
	case AttrActor:
		to.Actor = text(value)
	case AttrTags:
		to.Tags = texts(value)
	case AttrRerunOf:
		to.RerunOf = text(value)
	case AttrParentRunID:
		to.ParentRunID = text(value)
	case AttrRunAttempt:
		attempt, _ := count(value)
		to.RunAttempt = int64(attempt)
	case AttrCallerTraceID:
		to.CallerTraceID = text(value)
	case AttrCallerSpanID:
		to.CallerSpanID = text(value)
	case AttrQueueWait:
		to.QueueWait, to.HasQueueWait = number(value), true
	}
}
