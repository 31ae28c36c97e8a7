package event

import (
	"cmp"
	"strings"
)

// Time is microseconds since the epoch: the precision that events have. Zero is none.
type Time int64

// Mark says where an event stands in a run: its time, then its producer, then that producer's seq. The order of marks
// is total, and it is the order in which the fold counts, in whatever order events arrive.
type Mark struct {
	Time     Time
	Producer string
	Seq      uint64
}

// IsZero tells whether there is no such event.
func (m Mark) IsZero() bool { return m.Time == 0 && m.Producer == "" }

// Compare orders two marks; a mark that is zero comes before all others.
func (m Mark) Compare(other Mark) int {
	if m.Time != other.Time {
		return cmp.Compare(m.Time, other.Time)
	}
	if m.Producer != other.Producer {
		return strings.Compare(m.Producer, other.Producer)
	}
	return cmp.Compare(m.Seq, other.Seq)
}

// After tells whether the event came later in the run.
func (m Mark) After(other Mark) bool { return m.Compare(other) > 0 }

// Event is one lifecycle event, as far as a Collector has a use for it. Strings are those of the log record.
type Event struct {
	Kind     Kind
	Time     Time
	RunID    string
	Producer string
	Seq      uint64
	Workflow string

	// Inferred is true for what was said by a watcher instead of by the run.
	Inferred bool

	// Description is there on RunQueued and RunRunning.
	Description *Description
	// HeartbeatInterval in milliseconds: the longest silence to expect of a healthy process; zero if it said none.
	HeartbeatInterval float64

	WaitID   string
	WaitKind string
	Reason   string
	// Waited in milliseconds is what a RunResumed adds to the run's waiting time.
	Waited float64

	// Of RunCompleted and the kinds that end a run or a step, in milliseconds; HasWaiting is false if it said none.
	Outcome    Outcome
	Duration   float64
	Waiting    float64
	HasWaiting bool
	FirstPass  bool

	ErrorMessage  string
	ErrorCategory string

	StepName string
	// IsStep is true for the events of a step and of what belongs to one.
	IsStep bool
	// Retry is true for a StepStarted whose attempt before failed.
	Retry bool
	Usage []Usage

	AddTags    []string
	RemoveTags []string
}

// Usage is an amount of something that was used: `tokens`, `compute_ms`, or whatever the author counts.
type Usage struct {
	Name   string
	Amount float64
}

// Description is who and what a run is for.
type Description struct {
	TraceID         string
	RootSpanID      string
	Version         string
	Environment     string
	Tenant          string
	BusinessEventID string
	Actor           string
	RerunOf         string
	ParentRunID     string
	CallerTraceID   string
	CallerSpanID    string
	RunAttempt      int64
	QueueWait       float64
	HasQueueWait    bool
	Tags            []string
}

// Texts are the description's texts, one by one, for those who treat all of them alike.
func (d *Description) Texts() [11]*string {
	return [...]*string{
		&d.TraceID, &d.RootSpanID, &d.Version, &d.Environment, &d.Tenant, &d.BusinessEventID, &d.Actor, &d.RerunOf,
		&d.ParentRunID, &d.CallerTraceID, &d.CallerSpanID,
	}
}

// Mark returns where the event stands in its run.
func (e *Event) Mark() Mark { return Mark{Time: e.Time, Producer: e.Producer, Seq: e.Seq} }
