package fold

import (
	"math"
	"slices"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

// Advance folds one event into the run; false if it was folded before, and nothing changed.
func (r *Run) Advance(e *event.Event) bool {
	mark, isNew := r.markSeen(e.Mark(), e.Kind == event.RunHeartbeat)
	if !isNew {
		return false
	}
	r.Events++
	if r.Workflow == "" {
		r.Workflow = e.Workflow
	}
	r.updatedAt = max(r.updatedAt, e.Time)
	if isProgress(e) {
		r.progress = r.later(r.progress, mark)
	}
	if e.Kind.IsTransition() {
		r.noteTransition(transition{mark: mark, kind: e.Kind})
	}
	if e.IsStep {
		r.foldStep(e, mark)
	} else {
		r.foldRun(e, mark)
	}
	return true
}

// isProgress: a heartbeat shows life, an inference shows neither life nor progress, and people's notes are no work.
func isProgress(e *event.Event) bool {
	switch e.Kind {
	case event.RunHeartbeat, event.RunStalled, event.RunLost, event.RunReminded, event.RunAnnotated, event.RunTagged,
		event.RunRerunRequested:
		return false
	case event.RunCompleted:
		return !e.Inferred
	default:
		return true
	}
}

func (r *Run) foldRun(e *event.Event, mark mark) {
	switch e.Kind {
	case event.RunQueued:
		r.describe(&r.queued, e, mark)
		if r.queuedAt == 0 || e.Time < r.queuedAt {
			r.queuedAt = e.Time
		}
	case event.RunRunning:
		r.describe(&r.running, e, mark)
		r.started = r.earlier(r.started, mark)
		r.noteInterval(e, mark)
	case event.RunWaiting, event.RunBlocked:
		r.settle(hold{
			waitID: e.WaitID, opened: mark, blocked: e.Kind == event.RunBlocked, waitKind: e.WaitKind, reason: e.Reason,
		})
	case event.RunResumed:
		r.noteInterval(e, mark)
		if e.Inferred {
			return // a watcher heard of the run again; it is no process that takes it over
		}
		r.waitingMs = addExactly(r.waitingMs, e.Waited)
		if e.WaitID == "" {
			r.takenOver = r.later(r.takenOver, mark)
		} else {
			r.settle(hold{waitID: e.WaitID, closed: true})
		}
	case event.RunStalled:
		r.stalled = r.later(r.stalled, mark)
	case event.RunHeartbeat:
		r.noteInterval(e, mark)
		r.heartbeat = r.later(r.heartbeat, mark)
	case event.RunCancelling:
		r.cancelling = r.earlier(r.cancelling, mark)
	case event.RunHandedOff:
		r.handedOff = r.later(r.handedOff, mark)
	case event.RunTagged:
		r.changeTags(e, mark)
	case event.RunCompleted:
		r.rolledUp = r.rolledUp || !e.Inferred
	default:
		if outcome := e.Kind.Outcome(); outcome != event.NoOutcome {
			r.end = r.betterEnd(r.end, &end{
				mark: mark, outcome: outcome, inferred: outcome == event.Lost,
				durationMs: e.Duration, waitingMs: e.Waiting, hasWaiting: e.HasWaiting,
			})
		}
	}
}

func (r *Run) foldStep(e *event.Event, mark mark) {
	switch e.Kind {
	case event.StepStarted:
		r.Steps.Started++
		r.entry = r.earlier(r.entry, mark)
		if e.Retry {
			r.Retries++
		}
	case event.StepRetrying:
		r.Retries++
	case event.StepSkipped:
		r.Steps.Skipped++
	case event.StepCompleted, event.StepFailed, event.StepCancelled:
		switch e.Kind {
		case event.StepCompleted:
			r.Steps.Completed++
		case event.StepFailed:
			r.Steps.Failed++
		default:
			r.Steps.Cancelled++
		}
		for _, used := range e.Usage {
			r.addUsage(used)
		}
	}
}

// describe keeps the earlier of two events of a kind.
func (r *Run) describe(kept **described, e *event.Event, mark mark) {
	if *kept == nil || r.after((*kept).mark, mark) {
		*kept = &described{mark: mark, packed: pack(e.Description, r.ID)}
	}
	r.Workflow = e.Workflow
}

// settle puts the two halves of a hold together and forgets it once both are there.
func (r *Run) settle(part hold) {
	for at := range r.holds {
		kept := &r.holds[at]
		if kept.waitID != part.waitID {
			continue
		}
		if !part.opened.isZero() {
			part.closed = part.closed || kept.closed
			*kept = part
		}
		kept.closed = kept.closed || part.closed
		if kept.closed && !kept.opened.isZero() {
			r.holds = slices.Delete(r.holds, at, at+1)
		}
		return
	}
	r.holds = append(r.holds, part)
}

// betterEnd: an authoritative end outranks an inferred one. Of two authoritative ones the earlier counts, since a
// terminal state absorbs; of two inferred ones the later, since a sign of life between them made the first one void.
func (r *Run) betterEnd(kept, candidate *end) *end {
	switch {
	case kept == nil:
		return candidate
	case kept.inferred != candidate.inferred:
		if kept.inferred {
			return candidate
		}
		return kept
	case r.after(candidate.mark, kept.mark) == kept.inferred:
		return candidate
	default:
		return kept
	}
}

func (r *Run) noteInterval(e *event.Event, mark mark) {
	if e.HeartbeatInterval > 0 && (r.interval.mark.isZero() || r.after(mark, r.interval.mark)) {
		r.interval = markedNumber{mark: mark, value: e.HeartbeatInterval}
	}
}

// noteTransition inserts in order of marks and keeps the latest: the same list for every order of arrival.
func (r *Run) noteTransition(t transition) {
	if r.recent == nil {
		r.recent = make([]transition, 0, usualTransitions)
	}
	at := len(r.recent)
	for at > 0 && r.after(r.recent[at-1].mark, t.mark) {
		at--
	}
	r.recent = slices.Insert(r.recent, at, t)
	if len(r.recent) > recentTransitions {
		r.recent = slices.Delete(r.recent, 0, 1)
	}
}

func (r *Run) changeTags(e *event.Event, mark mark) {
	for _, tag := range e.RemoveTags {
		if !slices.Contains(e.AddTags, tag) {
			r.setTag(tagChange{tag: tag, mark: mark})
		}
	}
	for nth, tag := range e.AddTags {
		r.setTag(tagChange{tag: tag, mark: mark, nth: nth, present: true})
	}
}

func (r *Run) setTag(change tagChange) {
	for at := range r.tags {
		if r.tags[at].tag == change.tag {
			if r.after(change.mark, r.tags[at].mark) {
				r.tags[at] = change
			}
			return
		}
	}
	r.tags = append(r.tags, change)
}

func (r *Run) addUsage(used event.Usage) {
	for at := range r.usage {
		if r.usage[at].Name == used.Name {
			r.usage[at].Amount = addExactly(r.usage[at].Amount, used.Amount)
			return
		}
	}
	r.usage = append(r.usage, used)
}

// addExactly adds in whole millionths, so that a sum is the same number in whatever order its parts arrive.
func addExactly(a, b float64) float64 {
	return (math.Floor(a*1e6+0.5) + math.Floor(b*1e6+0.5)) / 1e6
}
