package workflowrunprocessor

import (
	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
)

type entry = tracker.Entry[runState]

// runState is what the processor keeps for a run besides its fold.
type runState struct {
	// source is the resource that the run's events come from; what the processor says of the run comes from there too.
	source *source
	// nextSeq numbers what the processor itself says of the run.
	nextSeq uint64
	// unsent is what was said and has not been taken by the next component yet.
	unsent []inference
	// remindedOf is the hold that reminders were made of, and reminders how many.
	remindedOf string
	reminders  int
	// due is the second in which the run is looked at, zero if in none. Not kept over a restart.
	due int64
}

// source is the part of a resource by which logs and traces are grouped.
type source struct{ serviceName, serviceNamespace, environment string }

// codec writes and reads a runState.
type codec struct{ sources map[source]*source }

func (c codec) share(s source) *source {
	if kept, ok := c.sources[s]; ok {
		return kept
	}
	kept := &s
	c.sources[s] = kept
	return kept
}

func (c codec) Write(state *runState, w *binary.Writer) {
	from := state.source
	if from == nil {
		from = &source{}
	}
	w.Text(from.serviceName)
	w.Text(from.serviceNamespace)
	w.Text(from.environment)
	w.Uint(state.nextSeq)
	w.Text(state.remindedOf)
	w.Uint(uint64(state.reminders))
	w.Uint(uint64(len(state.unsent)))
	for at := range state.unsent {
		state.unsent[at].write(w)
	}
}

func (c codec) Read(state *runState, r *binary.Reader, intern func(string) string) {
	from := source{serviceName: intern(r.Text()), serviceNamespace: intern(r.Text()), environment: intern(r.Text())}
	state.source = c.share(from)
	state.nextSeq = r.Uint()
	state.remindedOf = r.Text()
	state.reminders = int(r.Uint())
	for range r.Len() {
		var said inference
		said.read(r)
		state.unsent = append(state.unsent, said)
	}
}
