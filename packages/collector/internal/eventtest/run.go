package eventtest

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

// What the runs of this package are, unless told otherwise.
const (
	Workflow    = "invoice_extraction"
	Version     = "1.8.3"
	Environment = "production"
	Tenant      = "acme"
	// HeartbeatInterval is what RunRunning announces.
	HeartbeatInterval = 15 * time.Second
)

// Attributes are those that an event has besides the ones that all have.
type Attributes map[string]any

// Run writes the events of one process of a run. Each takes the time at which it is written and the next number.
type Run struct {
	ID       string
	Workflow string
	// Skew is by how much the host's clock is ahead.
	Skew time.Duration

	clock     *Clock
	producer  string
	next      map[string]uint64
	startedAt time.Time
}

// NewRun returns a run whose process sends its events under the name of the run.
func NewRun(clock *Clock, id string) *Run {
	return &Run{ID: id, Workflow: Workflow, clock: clock, producer: id + "-p", next: map[string]uint64{}}
}

// Process returns another process of the same run.
func (r *Run) Process(name string) *Run {
	another := *r
	another.producer, another.next = name, map[string]uint64{}
	return &another
}

// Now returns what the clock of the run's host shows.
func (r *Run) Now() time.Time { return r.clock.Now().Add(r.Skew) }

// Say writes an event.
func (r *Run) Say(kind event.Kind, more Attributes) plog.LogRecord {
	return r.say(r.producer, kind, more)
}

// Skip makes a gap in the numbering: an event that never arrives.
func (r *Run) Skip() { r.next[r.producer]++ }

func (r *Run) say(producer string, kind event.Kind, more Attributes) plog.LogRecord {
	seq := r.next[producer]
	r.next[producer]++
	record := plog.NewLogRecord()
	record.SetEventName(kind.String())
	record.SetTimestamp(pcommon.NewTimestampFromTime(r.Now()))
	record.SetSeverityNumber(kind.Severity())
	record.Body().SetStr(kind.String() + " of " + r.ID)
	traceID := event.TraceIDOf(r.ID)
	record.SetTraceID(traceID)
	record.SetSpanID(event.RootSpanIDOf(traceID))
	attributes := Attributes{
		event.AttrEvent: kind.String(), event.AttrID: fmt.Sprintf("%s-%d", producer, seq), event.AttrRunID: r.ID,
		event.AttrProducer: producer, event.AttrSeq: int64(seq), event.AttrWorkflow: r.Workflow,
	}
	maps.Copy(attributes, more)
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if err := record.Attributes().PutEmpty(name).FromRaw(attributes[name]); err != nil {
			panic(err) // a test named a value that no attribute can have
		}
	}
	return record
}

// Queued writes that the run waits for a worker.
func (r *Run) Queued() plog.LogRecord { return r.Say(event.RunQueued, nil) }

// Running writes that the run begins, what it is, and that it sends heartbeats.
func (r *Run) Running() plog.LogRecord {
	return r.RunningWith(Attributes{
		event.AttrVersion: Version, event.AttrEnvironment: Environment, event.AttrTenant: Tenant,
		"workflow.event.heartbeat_interval_ms": HeartbeatInterval.Milliseconds(),
	})
}

// RunningWith writes that the run begins, with these attributes alone.
func (r *Run) RunningWith(more Attributes) plog.LogRecord {
	r.startedAt = r.Now()
	return r.Say(event.RunRunning, more)
}

// Heartbeat writes a heartbeat, which has a producer of its own.
func (r *Run) Heartbeat() plog.LogRecord { return r.say(r.producer+"h", event.RunHeartbeat, nil) }

// Waiting writes that the run waits for a person.
func (r *Run) Waiting(waitID string) plog.LogRecord {
	return r.Say(event.RunWaiting, Attributes{
		"workflow.event.wait_id": waitID, "workflow.event.wait_kind": "human", "workflow.event.reason": "over 10 000",
	})
}

// Blocked writes that something outside keeps the run from going on.
func (r *Run) Blocked(waitID string) plog.LogRecord {
	return r.Say(event.RunBlocked, Attributes{
		"workflow.event.wait_id": waitID, "workflow.event.reason": "the ledger is closed",
	})
}

// Resumed writes that a wait or block is over.
func (r *Run) Resumed(waitID string, waited time.Duration) plog.LogRecord {
	return r.Say(event.RunResumed, Attributes{
		"workflow.event.wait_id": waitID, "workflow.event.waited_ms": milliseconds(waited),
	})
}

// StepStarted writes that an attempt at a step begins.
func (r *Run) StepStarted(step string) plog.LogRecord {
	return r.Say(event.StepStarted, Attributes{event.AttrStepName: step, event.AttrStepSeq: 0})
}

// StepRetried writes that a step begins again after an attempt that failed.
func (r *Run) StepRetried(step string) plog.LogRecord {
	return r.Say(event.StepStarted, Attributes{event.AttrStepName: step, event.AttrStepSeq: 0, "workflow.event.retry": true})
}

// StepCompleted writes that a step ended well, and what it used.
func (r *Run) StepCompleted(step string, took time.Duration, usage Attributes) plog.LogRecord {
	attributes := Attributes{
		event.AttrStepName: step, event.AttrStepSeq: 1, event.AttrStepDuration: milliseconds(took),
	}
	for name, amount := range usage {
		attributes["workflow.usage."+name] = amount
	}
	return r.Say(event.StepCompleted, attributes)
}

// StepFailed writes that an attempt at a step failed.
func (r *Run) StepFailed(step string, took time.Duration, category string) plog.LogRecord {
	return r.Say(event.StepFailed, Attributes{
		event.AttrStepName: step, event.AttrStepSeq: 1, event.AttrStepDuration: milliseconds(took),
		event.AttrErrorType: "Error", event.AttrErrorMessage: step + " failed", event.AttrErrorCategory: category,
	})
}

// Ended writes the run's end and its roll-up, with what belongs to the roll-up alone.
func (r *Run) Ended(outcome event.Kind, rollUp Attributes) []plog.LogRecord {
	took := milliseconds(r.Now().Sub(r.startedAt))
	end := r.Say(outcome, Attributes{event.AttrRunDuration: took})
	attributes := Attributes{
		event.AttrOutcome: outcome.Outcome().String(), event.AttrRunDuration: took, event.AttrRunWaiting: 0,
		"workflow.event.steps": 0, "workflow.step.retries": 0,
		"workflow.event.first_pass": outcome == event.RunSucceeded,
	}
	maps.Copy(attributes, rollUp)
	return []plog.LogRecord{end, r.Say(event.RunCompleted, attributes)}
}

// Succeeded is how most runs end.
func (r *Run) Succeeded() []plog.LogRecord { return r.Ended(event.RunSucceeded, nil) }

// Failed writes an end by a failure of this category.
func (r *Run) Failed(category string) []plog.LogRecord {
	return r.Ended(event.RunFailed, Attributes{"workflow.event.error_category": category})
}

// Lost writes what a watcher of the run's host says of a run whose process is gone.
func (r *Run) Lost() []plog.LogRecord {
	return []plog.LogRecord{
		r.say("reaper", event.RunLost, Attributes{
			event.AttrRunDuration: 0, event.AttrErrorType: "RunLostError", event.AttrErrorMessage: "its process is gone",
			event.AttrErrorCategory: "transient", "workflow.event.inferred": true,
		}),
		r.say("reaper", event.RunCompleted, Attributes{
			event.AttrOutcome: "lost", event.AttrRunDuration: 0, event.AttrRunWaiting: 0, "workflow.event.inferred": true,
		}),
	}
}

func milliseconds(span time.Duration) float64 { return float64(span.Microseconds()) / 1000 }
