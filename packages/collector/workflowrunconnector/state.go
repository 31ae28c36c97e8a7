package workflowrunconnector

import (
	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/fold"
	"github.com/runlight/runlight/packages/collector/internal/series"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
)

type entry = tracker.Entry[runState]

// runState is how a run was counted, so that it is counted once, and otherwise when more is known.
type runState struct {
	// group has the run's values of the configured attributes; nil until its opening event arrived.
	group *series.Group
	// outcome is what the run was counted as, and counted under which values; NoOutcome if it was not, or no more.
	outcome event.Outcome
	counted *series.Group
	// final tells that the run itself said so: nothing changes it.
	final bool

	// What the derived series have of the run. Made anew after a restart.
	active       bool
	status       fold.Status
	activeGroup  *series.Group
	missing      uint64
	missingGroup *series.Group
}

// codec writes and reads a runState.
type codec struct {
	attributes []string
	series     *series.Set
}

func (c codec) Write(state *runState, w *binary.Writer) {
	c.writeGroup(state.group, w)
	w.Uint(uint64(state.outcome))
	w.Bool(state.final)
	w.Bool(state.counted == state.group)
	if state.counted != state.group {
		c.writeGroup(state.counted, w)
	}
}

func (c codec) writeGroup(group *series.Group, w *binary.Writer) {
	values := group.Values()
	w.Uint(uint64(len(values)))
	for at, value := range values {
		w.Text(c.attributes[at])
		w.Text(value)
	}
}

func (c codec) Read(state *runState, r *binary.Reader, intern func(string) string) {
	state.group = c.readGroup(r, intern)
	state.outcome = event.Outcome(min(r.Uint(), uint64(event.Lost)))
	state.final = r.Bool()
	if state.counted = state.group; !r.Bool() {
		state.counted = c.readGroup(r, intern)
	}
}

// AtRest: what the derived series have of an ended run is not written.
func (codec) AtRest(state *runState) bool { return !state.active && state.missing == 0 }

func (c codec) readGroup(r *binary.Reader, intern func(string) string) *series.Group {
	values := make([]string, len(c.attributes))
	for range r.Len() {
		name, value := r.Text(), r.Text()
		for at := range c.attributes {
			if c.attributes[at] == name {
				values[at] = intern(value)
			}
		}
	}
	return c.series.Group(values)
}
