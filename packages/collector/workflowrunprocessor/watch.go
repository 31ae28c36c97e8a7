package workflowrunprocessor

import (
	"fmt"
	"slices"
	"time"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/fold"
)

// What a silence is measured in: heartbeats that a run announced and did not send.
const (
	missedBeforeStalled = 3
	missedBeforeLost    = 4
)

// watch decides what has to be said of a run, and when to look at it again. It owns the rules and no state but the grace.
type watch struct {
	config *Config
	// graceUntil is the time before which silence means nothing.
	graceUntil event.Time
}

// grantGrace gives every run the time to show that it lives.
func (w *watch) grantGrace(now event.Time) { w.graceUntil = now + micros(w.config.GracePeriod) }

// dueAt returns when the run has to be looked at, zero if only an event can change anything.
func (w *watch) dueAt(run *entry, now event.Time) event.Time {
	if len(run.State.unsent()) > 0 || run.IsHeardOfAgain() {
		return now
	}
	if held, ok := run.Held(); ok {
		return w.reminderAt(run, held)
	}
	stalled, lost := w.patience(run)
	switch {
	case lost == 0:
		return 0
	case run.Status() == fold.Running:
		return max(run.LastSeen()+min(stalled, lost), w.graceUntil)
	default:
		return max(run.LastSeen()+lost, w.graceUntil)
	}
}

// judge returns what has to be said of the run now.
func (w *watch) judge(run *entry, now event.Time) []inference {
	if run.IsHeardOfAgain() {
		return []inference{{kind: event.RunResumed, reason: "its heartbeats are back"}}
	}
	if held, ok := run.Held(); ok {
		return w.remind(run, held, now)
	}
	stalled, lost := w.patience(run)
	silence := now - run.LastSeen()
	if lost == 0 || now < w.graceUntil {
		return nil
	}
	since := run.LastSeenOnItsClock()
	reason := fmt.Sprintf("no heartbeat for %s; one was due every %s", durationText(silence), run.HeartbeatInterval())
	switch {
	case silence >= lost:
		return []inference{
			{kind: event.RunLost, since: since, reason: reason},
			{kind: event.RunCompleted, since: since},
		}
	case silence >= stalled && run.Status() == fold.Running:
		return []inference{{kind: event.RunStalled, since: since, reason: reason}}
	default:
		return nil
	}
}

// patience returns how long the run may be silent before it is stalled and lost; zero if its silence means nothing: it
// ended, it is held, nobody executes it now, or it never promised to show that it lives.
func (w *watch) patience(run *entry) (stalled, lost event.Time) {
	interval := run.HeartbeatInterval()
	switch run.Status() {
	case fold.Running, fold.Stalled, fold.Cancelling:
	default:
		return 0, 0
	}
	if interval <= 0 || !run.IsExecuting() {
		return 0, 0
	}
	stalled = micros(max(w.config.StaleAfter, missedBeforeStalled*interval))
	return stalled, micros(max(w.config.LostAfter, missedBeforeLost*interval))
}

// remind says once for each age that a hold has reached; of several that were missed only the last.
func (w *watch) remind(run *entry, held fold.Hold, now event.Time) []inference {
	age := now - run.OnOurClock(held.Since)
	reached := 0
	for _, reminder := range w.config.WaitingReminders {
		if age >= micros(reminder) {
			reached++
		}
	}
	if reached <= remindersOf(run, held.WaitID) {
		return nil
	}
	noteReminders(run, held.WaitID, reached)
	return []inference{{
		kind: event.RunReminded, since: held.Since, waitID: held.WaitID, waitKind: held.WaitKind, reason: held.Reason,
	}}
}

func (w *watch) reminderAt(run *entry, held fold.Hold) event.Time {
	next := remindersOf(run, held.WaitID)
	if next >= len(w.config.WaitingReminders) {
		return 0
	}
	return run.OnOurClock(held.Since) + micros(w.config.WaitingReminders[next])
}

func remindersOf(run *entry, waitID string) int {
	if run.State.said == nil {
		return 0
	}
	for _, one := range run.State.said.reminded {
		if one.waitID == waitID {
			return one.ages
		}
	}
	return 0
}

// noteReminders keeps how many ages of a hold were reminded of, and forgets the holds that are over.
func noteReminders(run *entry, waitID string, ages int) {
	said := run.State.speak()
	kept := slices.DeleteFunc(said.reminded, func(one reminded) bool {
		return one.waitID == waitID || !run.HasHold(one.waitID)
	})
	said.reminded = append(kept, reminded{waitID: waitID, ages: ages})
}

func micros(d time.Duration) event.Time { return event.Time(d.Microseconds()) }
