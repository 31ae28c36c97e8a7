// Package fold is the contract's fold of a run's events, as far as a Collector has a use for it.
//
// It is the same fold as packages/contract/src/reduce.ts, without what only files and pages show (notes, routes, the
// states of single steps). Its result does not depend on the order in which events are folded, nor on how often.
package fold

import (
	"github.com/runlight/runlight/packages/collector/internal/event"
)

// Run is a run as far as its events tell. Its size follows from what is open, not from what has been.
type Run struct {
	ID       string
	Workflow string

	queued, running *described

	queuedAt  event.Time
	updatedAt event.Time
	started   mark
	// entry is the first start of a step: a run with steps has begun, whatever else has arrived.
	entry      mark
	progress   mark
	heartbeat  mark
	interval   markedNumber
	stalled    mark
	cancelling mark
	handedOff  mark
	takenOver  mark

	holds     []hold
	waitingMs float64
	end       *end
	// recent are the latest transitions, in order: what illegal ones are counted from.
	recent []transition

	Steps   StepCounts
	Retries uint32
	// Events counts what was folded.
	Events uint32
	// rolledUp tells that the run's own roll-up was folded: its last word.
	rolledUp bool
	usage    []event.Usage
	tags     []tagChange
	seen     []producer
}

// StepCounts says how many steps of a run did what.
type StepCounts struct{ Started, Completed, Failed, Skipped, Cancelled uint32 }

type described struct {
	mark   mark
	packed packed
}

type markedNumber struct {
	mark  mark
	value float64
}

// hold is a wait or a block; opened is zero when its end arrived first.
type hold struct {
	waitID   string
	opened   mark
	blocked  bool
	waitKind string
	reason   string
	closed   bool
}

type end struct {
	mark       mark
	outcome    event.Outcome
	inferred   bool
	durationMs float64
	waitingMs  float64
	hasWaiting bool
}

type transition struct {
	mark mark
	kind event.Kind
}

type tagChange struct {
	tag     string
	mark    mark
	nth     int
	present bool
}

// recentTransitions bounds how many illegal transitions are counted.
const recentTransitions = 32

// usualTransitions is how many most runs have: they begin and end.
const usualTransitions = 2

// NewRun returns a run of which no event was folded yet.
func NewRun(id string) *Run { return &Run{ID: id} }
