// Package event reads and writes the lifecycle events of workflow runs, which travel as log records.
//
// The vocabulary is the one of packages/contract; test/conformance/vocabulary proves that both are the same.
package event

import "go.opentelemetry.io/collector/pdata/plog"

// Kind is an event's name: the `event` attribute and the record's event name.
type Kind uint8

// The events of the family, in the order in which they are documented.
const (
	Unknown Kind = iota
	RunQueued
	RunRunning
	RunWaiting
	RunBlocked
	RunResumed
	RunStalled
	RunHeartbeat
	RunReminded
	RunCancelling
	RunHandedOff
	RunDispatchRefused
	RunEnqueueFailed
	RunSucceeded
	RunIncomplete
	RunFailed
	RunCancelled
	RunTimedOut
	RunLost
	RunCompleted
	RunAnnotated
	RunTagged
	RunRerunRequested
	StepStarted
	StepWaiting
	StepBlocked
	StepResumed
	StepRetrying
	StepCompleted
	StepFailed
	StepSkipped
	StepCancelled
	RunnerStarted
	RunnerCompleted
	RouteSelected
	GateRequested
	GateResolved
	RollbackCompleted
	ArtifactRecorded
)

type kindInfo struct {
	name     string
	severity plog.SeverityNumber
}

var kinds = [...]kindInfo{
	Unknown:            {"", plog.SeverityNumberUnspecified},
	RunQueued:          {"workflow.run.queued", plog.SeverityNumberInfo},
	RunRunning:         {"workflow.run.running", plog.SeverityNumberInfo},
	RunWaiting:         {"workflow.run.waiting", plog.SeverityNumberWarn},
	RunBlocked:         {"workflow.run.blocked", plog.SeverityNumberWarn},
	RunResumed:         {"workflow.run.resumed", plog.SeverityNumberInfo},
	RunStalled:         {"workflow.run.stalled", plog.SeverityNumberWarn},
	RunHeartbeat:       {"workflow.run.heartbeat", plog.SeverityNumberInfo},
	RunReminded:        {"workflow.run.reminded", plog.SeverityNumberWarn},
	RunCancelling:      {"workflow.run.cancelling", plog.SeverityNumberInfo},
	RunHandedOff:       {"workflow.run.handed_off", plog.SeverityNumberInfo},
	RunDispatchRefused: {"workflow.run.dispatch_refused", plog.SeverityNumberInfo},
	RunEnqueueFailed:   {"workflow.run.enqueue_failed", plog.SeverityNumberError},
	RunSucceeded:       {"workflow.run.succeeded", plog.SeverityNumberInfo},
	RunIncomplete:      {"workflow.run.incomplete", plog.SeverityNumberWarn},
	RunFailed:          {"workflow.run.failed", plog.SeverityNumberError},
	RunCancelled:       {"workflow.run.cancelled", plog.SeverityNumberWarn},
	RunTimedOut:        {"workflow.run.timed_out", plog.SeverityNumberError},
	RunLost:            {"workflow.run.lost", plog.SeverityNumberError},
	RunCompleted:       {"workflow.run.completed", plog.SeverityNumberInfo},
	RunAnnotated:       {"workflow.run.annotated", plog.SeverityNumberInfo},
	RunTagged:          {"workflow.run.tagged", plog.SeverityNumberInfo},
	RunRerunRequested:  {"workflow.run.rerun_requested", plog.SeverityNumberInfo},
	StepStarted:        {"workflow.step.started", plog.SeverityNumberInfo},
	StepWaiting:        {"workflow.step.waiting", plog.SeverityNumberWarn},
	StepBlocked:        {"workflow.step.blocked", plog.SeverityNumberWarn},
	StepResumed:        {"workflow.step.resumed", plog.SeverityNumberInfo},
	StepRetrying:       {"workflow.step.retrying", plog.SeverityNumberWarn},
	StepCompleted:      {"workflow.step.completed", plog.SeverityNumberInfo},
	StepFailed:         {"workflow.step.failed", plog.SeverityNumberError},
	StepSkipped:        {"workflow.step.skipped", plog.SeverityNumberInfo},
	StepCancelled:      {"workflow.step.cancelled", plog.SeverityNumberWarn},
	RunnerStarted:      {"workflow.runner.started", plog.SeverityNumberInfo},
	RunnerCompleted:    {"workflow.runner.completed", plog.SeverityNumberInfo},
	RouteSelected:      {"workflow.route.selected", plog.SeverityNumberInfo},
	GateRequested:      {"workflow.gate.requested", plog.SeverityNumberInfo},
	GateResolved:       {"workflow.gate.resolved", plog.SeverityNumberInfo},
	RollbackCompleted:  {"workflow.rollback.completed", plog.SeverityNumberInfo},
	ArtifactRecorded:   {"workflow.artifact.recorded", plog.SeverityNumberInfo},
}

var kindByName = func() map[string]Kind {
	byName := make(map[string]Kind, len(kinds))
	for kind, info := range kinds[1:] {
		byName[info.name] = Kind(kind + 1)
	}
	return byName
}()

// KindOf returns the kind of a name, Unknown if it is none of the family.
func KindOf(name string) Kind { return kindByName[name] }

// String returns the event's name.
func (k Kind) String() string { return kinds[k].name }

// Severity returns the severity of an event, but for failures that a handler reported itself: those are warnings.
func (k Kind) Severity() plog.SeverityNumber { return kinds[k].severity }

// Outcome returns the outcome that a run ends with by an event of this kind, NoOutcome if it does not end one.
func (k Kind) Outcome() Outcome {
	switch k {
	case RunSucceeded:
		return Succeeded
	case RunIncomplete:
		return Incomplete
	case RunFailed:
		return Failed
	case RunCancelled:
		return Cancelled
	case RunTimedOut:
		return TimedOut
	case RunLost:
		return Lost
	default:
		return NoOutcome
	}
}

// IsTransition tells whether the event moves a run from one state to another.
func (k Kind) IsTransition() bool {
	switch k {
	case RunQueued, RunRunning, RunWaiting, RunBlocked, RunResumed, RunStalled, RunCancelling, RunHandedOff:
		return true
	default:
		return k.Outcome() != NoOutcome
	}
}

// Outcome is how a run ended: `workflow.run.outcome`.
type Outcome uint8

// The outcomes, in the contract's order.
const (
	NoOutcome Outcome = iota
	Succeeded
	Incomplete
	Failed
	Cancelled
	TimedOut
	Lost
)

var outcomes = [...]string{"", "succeeded", "incomplete", "failed", "cancelled", "timed_out", "lost"}

// Outcomes are all outcomes.
var Outcomes = [...]Outcome{Succeeded, Incomplete, Failed, Cancelled, TimedOut, Lost}

// OutcomeOf returns the outcome of a name, NoOutcome if it is none.
func OutcomeOf(name string) Outcome {
	for outcome := Succeeded; outcome <= Lost; outcome++ {
		if outcomes[outcome] == name {
			return outcome
		}
	}
	return NoOutcome
}

func (o Outcome) String() string { return outcomes[o] }
