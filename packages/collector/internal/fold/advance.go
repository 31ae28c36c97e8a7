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
		r.progress = laterMark(r.progress, mark)
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

func (r *Run) foldRun(e *event.Event, mark event.Mark) {
	switch e.Kind {
	case event.RunQueued:
		r.describe(&r.queued, e, mark)
		if r.queuedAt == 0 || e.Time < r.queuedAt {
			r.queuedAt = e.Time
		}
	case event.RunRunning:
		r.describe(&r.running, e, mark)
		r.started = earlierMark(r.started, mark)
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
			r.takenOver = laterMark(r.takenOver, mark)
		} else {
			r.settle(hold{waitID: e.WaitID, closed: true})
		}
	case event.RunStalled:
		r.stalled = laterMark(r.stalled, mark)
	case event.RunHeartbeat:
		r.noteInterval(e, mark)
		r.heartbeat = laterMark(r.heartbeat, mark)
	case event.RunCancelling:
		r.cancelling = earlierMark(r.cancelling, mark)
	case event.RunHandedOff:
		r.handedOff = laterMark(r.handedOff, mark)
	case event.RunTagged:
		r.changeTags(e, mark)
	default:
		if outcome := e.Kind.Outcome(); outcome != event.NoOutcome {
			r.end = betterEnd(r.end, &end{
				mark: mark, outcome: outcome, inferred: outcome == event.Lost,
				durationMs: e.Duration, waitingMs: e.Waiting, hasWaiting: e.HasWaiting,
			})
		}
	}
}

func (r *Run) foldStep(e *event.Event, mark event.Mark) {
	switch e.Kind {
	case event.StepStarted:
		r.Steps.Started++
		r.entry = earlierMark(r.entry, mark)
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

// describe keeps the earlier of two events of a kind; what `running` leaves open, `queued` fills.
func (r *Run) describe(kept **described, e *event.Event, mark event.Mark) {
	if *kept == nil || mark.Compare((*kept).mark) < 0 {
		*kept = &described{mark: mark, description: e.Description}
	}
	r.Workflow = e.Workflow
	r.putDescriptionsTogether()
}

func (r *Run) putDescriptionsTogether() {
	switch {
	case r.running == nil && r.queued == nil:
	case r.running == nil:
		r.description = r.queued.description
	case r.queued == nil:
		r.description = r.running.description
	default:
		r.description = filled(r.running.description, r.queued.description)
	}
}

// settle puts the two halves of a hold together and forgets it once both are there.
func (r *Run) settle(part hold) {
	for at := range r.holds {
		kept := &r.holds[at]
		if kept.waitID != part.waitID {
			continue
		}
		if !part.opened.IsZero() {
			part.closed = part.closed || kept.closed
			*kept = part
		}
		kept.closed = kept.closed || part.closed
		if kept.closed && !kept.opened.IsZero() {
			r.holds = slices.Delete(r.holds, at, at+1)
		}
		return
	}
	r.holds = append(r.holds, part)
}

// betterEnd: an authoritative end outranks an inferred one. Of two authoritative ones the earlier counts, since a
// terminal state absorbs; of two inferred ones the later, since a sign of life between them made the first one void.
func betterEnd(kept, candidate *end) *end {
	switch {
	case kept == nil:
		return candidate
	case kept.inferred != candidate.inferred:
		if kept.inferred {
			return candidate
		}
		return kept
	case (candidate.mark.Compare(kept.mark) > 0) == kept.inferred:
		return candidate
	default:
		return kept
	}
}

func (r *Run) noteInterval(e *event.Event, mark event.Mark) {
	if e.HeartbeatInterval > 0 && (r.interval.mark.IsZero() || mark.After(r.interval.mark)) {
		r.interval = markedNumber{mark: mark, value: e.HeartbeatInterval}
	}
}

// noteTransition inserts in order of marks and keeps the latest: the same list for every order of arrival.
func (r *Run) noteTransition(t transition) {
	at := len(r.recent)
	for at > 0 && r.recent[at-1].mark.After(t.mark) {
		at--
	}
	r.recent = slices.Insert(r.recent, at, t)
	if len(r.recent) > recentTransitions {
		r.recent = slices.Delete(r.recent, 0, 1)
	}
}

func (r *Run) changeTags(e *event.Event, mark event.Mark) {
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
			if change.mark.After(r.tags[at].mark) {
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

func laterMark(kept, candidate event.Mark) event.Mark {
	if kept.IsZero() || candidate.After(kept) {
		return candidate
	}
	return kept
}

func earlierMark(kept, candidate event.Mark) event.Mark {
	if kept.IsZero() || candidate.Compare(kept) < 0 {
		return candidate
	}
	return kept
}

func filled(first, second *event.Description) *event.Description {
	whole := *first
	rest := *second
	from := rest.Texts()
	for at, text := range whole.Texts() {
		if *text == "" {
			*text = *from[at]
		}
	}
	if whole.RunAttempt == 0 {
		whole.RunAttempt = rest.RunAttempt
	}
	if whole.Tags == nil {
		whole.Tags = rest.Tags
	}
	return &whole
}
