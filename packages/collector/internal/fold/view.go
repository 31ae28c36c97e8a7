package fold

import (
	"cmp"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

// Status is the state that a run is in: `workflow.run.status`.
type Status uint8

// The states, in the contract's order.
const (
	Queued Status = iota
	Running
	Waiting
	Blocked
	Stalled
	Cancelling
	Ended // by an outcome
)

var statuses = [...]string{"queued", "running", "waiting", "blocked", "stalled", "cancelling", "ended"}

// OpenStatuses are the states of a run that has not ended.
var OpenStatuses = [...]Status{Queued, Running, Waiting, Blocked, Stalled, Cancelling}

func (s Status) String() string { return statuses[s] }

// Status returns the state that the run is in.
func (r *Run) Status() Status {
	switch {
	case r.effectiveEnd() != nil:
		return Ended
	case !r.cancelling.isZero():
		return Cancelling
	case r.started.isZero() && r.entry.isZero():
		return Queued
	}
	if held := r.currentHold(); held != nil {
		if held.blocked {
			return Blocked
		}
		return Waiting
	}
	if !r.stalled.isZero() && r.after(r.stalled, r.progress) {
		return Stalled
	}
	return Running
}

// effectiveEnd returns the end that holds: an inferred one is void once the run has shown progress after it.
func (r *Run) effectiveEnd() *end {
	if r.end != nil && r.end.inferred && r.after(r.progress, r.end.mark) {
		return nil
	}
	return r.end
}

// Outcome returns how the run ended, and whether that was inferred; NoOutcome while it goes on.
func (r *Run) Outcome() (outcome event.Outcome, inferred bool) {
	if end := r.effectiveEnd(); end != nil {
		return end.outcome, end.inferred
	}
	return event.NoOutcome, false
}

// EndedAt returns when the run ended, zero while it goes on.
func (r *Run) EndedAt() event.Time {
	if end := r.effectiveEnd(); end != nil {
		return end.mark.time
	}
	return 0
}

// IsOver tells whether the run said its last word: how it ended, and its roll-up. Nothing but what is late can follow.
func (r *Run) IsOver() bool { return r.rolledUp && r.HasAuthoritativeEnd() }

// HasEnd tells whether anybody said that the run ended, be it void or not.
func (r *Run) HasEnd() bool { return r.end != nil }

// HasAuthoritativeEnd tells whether the run itself said how it ended: nothing but notes can follow.
func (r *Run) HasAuthoritativeEnd() bool { return r.end != nil && !r.end.inferred }

// IsIllegal tells whether the event asks for a transition after the run's authoritative end.
func (r *Run) IsIllegal(e *event.Event) bool {
	return r.HasAuthoritativeEnd() && e.Kind.IsTransition() && e.Kind != event.RunLost && e.Mark().After(r.full(r.end.mark))
}

// IllegalTransitions counts the transitions that the run was asked for after its authoritative end, up to 32.
func (r *Run) IllegalTransitions() int {
	if !r.HasAuthoritativeEnd() {
		return 0
	}
	illegal := 0
	for _, t := range r.recent {
		if t.kind != event.RunLost && r.after(t.mark, r.end.mark) {
			illegal++
		}
	}
	return illegal
}

// Hold is what keeps a run from going on.
type Hold struct {
	Blocked  bool
	WaitID   string
	WaitKind string
	Reason   string
	Since    event.Time
}

// Held returns what the run is held by: a block before a wait, of each kind the one that began first.
func (r *Run) Held() (Hold, bool) {
	held := r.currentHold()
	if held == nil {
		return Hold{}, false
	}
	return Hold{held.blocked, held.waitID, held.waitKind, held.reason, held.opened.time}, true
}

// HasHold tells whether a wait or block lasts, also where another one is what holds the run.
func (r *Run) HasHold(waitID string) bool {
	return slices.ContainsFunc(r.holds, func(h hold) bool { return h.waitID == waitID && !h.opened.isZero() })
}

func (r *Run) currentHold() *hold {
	if len(r.holds) == 0 || r.effectiveEnd() != nil || !r.cancelling.isZero() {
		return nil
	}
	var current *hold
	for at := range r.holds {
		candidate := &r.holds[at]
		if candidate.opened.isZero() || !r.after(candidate.opened, r.takenOver) {
			continue
		}
		if current == nil || r.ranksBefore(candidate, current) {
			current = candidate
		}
	}
	return current
}

func (r *Run) ranksBefore(a, b *hold) bool {
	if a.blocked != b.blocked {
		return a.blocked
	}
	return r.after(b.opened, a.opened)
}

// Tags returns the tags that the run has now: those it began with, then those that were added, in the order of adding.
func (r *Run) Tags() []string {
	var tags []string
	add := func(tag string) {
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	for _, by := range []*described{r.queued, r.running} {
		if by != nil {
			for _, tag := range by.packed.unpack().Tags {
				add(tag)
			}
		}
	}
	changes := slices.Clone(r.tags)
	slices.SortFunc(changes, func(a, b tagChange) int { return cmp.Or(r.compare(a.mark, b.mark), cmp.Compare(a.nth, b.nth)) })
	for _, change := range changes {
		if change.present {
			add(change.tag)
		} else if at := slices.Index(tags, change.tag); at >= 0 {
			tags = slices.Delete(tags, at, at+1)
		}
	}
	return tags
}

// Trace returns where the run is in its trace: the ids that its opening event names, else those that follow from its id.
func (r *Run) Trace() (traceID pcommon.TraceID, rootSpanID pcommon.SpanID) {
	description := r.Description()
	traceID, ok := event.ParseTraceID(description.TraceID)
	if !ok {
		traceID = event.TraceIDOf(r.ID)
	}
	rootSpanID, ok = event.ParseSpanID(description.RootSpanID)
	if !ok {
		rootSpanID = event.RootSpanIDOf(traceID)
	}
	return traceID, rootSpanID
}

// StartedAt returns when the run began to execute; before that, when it was queued; zero if neither is known.
func (r *Run) StartedAt() event.Time {
	switch {
	case !r.started.isZero():
		return r.started.time
	case r.queuedAt != 0:
		return r.queuedAt
	default:
		return r.entry.time
	}
}

// IsExecuting tells whether a process should be at work on the run: it was started, and not handed to another that has
// not taken it over yet.
func (r *Run) IsExecuting() bool {
	begun := !r.started.isZero() || !r.entry.isZero()
	return begun && (r.handedOff.isZero() || r.after(r.takenOver, r.handedOff))
}

// DurationMs returns how long the run took, or has taken until now, in milliseconds; waiting included.
func (r *Run) DurationMs(now event.Time) float64 {
	if end := r.effectiveEnd(); end != nil {
		return end.durationMs
	}
	start := r.StartedAt()
	if start == 0 || now < start {
		return 0
	}
	return float64(now-start) / 1000
}

// WaitingMs returns how long the run was held, in milliseconds, the hold that is still open included until now.
func (r *Run) WaitingMs(now event.Time) float64 {
	end := r.effectiveEnd()
	if end != nil && end.hasWaiting {
		return end.waitingMs
	}
	since := event.Time(0)
	for at := range r.holds {
		opened := r.holds[at].opened
		if !opened.isZero() && r.after(opened, r.takenOver) && (since == 0 || opened.time < since) {
			since = opened.time
		}
	}
	if end != nil || since == 0 {
		return r.waitingMs
	}
	return r.waitingMs + max(0, float64(now-since)/1000)
}

// IsFirstPass tells whether the run succeeded without a retried step, and is not itself a re-run.
func (r *Run) IsFirstPass() bool {
	outcome, _ := r.Outcome()
	return outcome == event.Succeeded && r.Retries == 0 && r.Description().RerunOf == ""
}

// HeartbeatInterval returns the longest silence to expect of a healthy process; zero if none was announced.
func (r *Run) HeartbeatInterval() time.Duration {
	return time.Duration(r.interval.value * float64(time.Millisecond))
}

// LastSeenAt returns the time of the latest event or heartbeat, by the clocks of those who sent them.
func (r *Run) LastSeenAt() event.Time { return r.updatedAt }

// Usage returns the sums of what the run's steps used.
func (r *Run) Usage() []event.Usage { return r.usage }

// IsHeardOfAgain tells whether a run that was called stalled or lost has sent a heartbeat since: it lives, though nothing
// says that it makes progress.
func (r *Run) IsHeardOfAgain() bool {
	if end := r.effectiveEnd(); end != nil {
		return end.inferred && r.after(r.heartbeat, end.mark)
	}
	return r.Status() == Stalled && r.after(r.heartbeat, r.stalled)
}
