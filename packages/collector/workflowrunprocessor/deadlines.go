package workflowrunprocessor

import "github.com/runlight/runlight/packages/collector/internal/event"

// deadlines says which runs have to be looked at next, to the second.
//
// A deadline that moves into the future, as each heartbeat moves one, stays where it is: when it is reached, the run is
// looked at and its deadline set anew. So a sign of life costs nothing here, a run is in one second's list at a time
// (or in an earlier one as well, when its deadline moved towards us), and setting a deadline takes the same time however
// many there are.
type deadlines struct {
	bySecond map[int64][]*entry
	// reached is the last second whose runs were looked at.
	reached int64
}

func newDeadlines(now event.Time) deadlines {
	return deadlines{bySecond: map[int64][]*entry{}, reached: int64(now) / microsPerSecond}
}

const microsPerSecond = 1_000_000

// set makes sure that the run is looked at when the time has come, or in the next second if it has passed.
func (d *deadlines) set(run *entry, at event.Time) {
	second := max((int64(at)+microsPerSecond-1)/microsPerSecond, d.reached+1)
	if run.State.due != 0 && run.State.due <= second {
		return
	}
	run.State.due = second
	d.bySecond[second] = append(d.bySecond[second], run)
}

// due calls look with each run whose time has come.
func (d *deadlines) due(now event.Time, look func(*entry)) {
	for last := int64(now) / microsPerSecond; d.reached < last; {
		d.reached++
		for _, run := range d.bySecond[d.reached] {
			if run.State.due == d.reached {
				run.State.due = 0
				look(run)
			}
		}
		delete(d.bySecond, d.reached)
	}
}

// forget lets go of a run; it is skipped when its second is reached.
func (d *deadlines) forget(run *entry) { run.State.due = 0 }
