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
	// reminded are the holds that were reminded of; one that is over is forgotten with the next reminder.
	reminded []reminded
	// due is the second in which the run is looked at, zero if in none. Not kept over a restart.
	due int64
}

// reminded says of how many ages of a hold was reminded.
type reminded struct {
	waitID string
	ages   int
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
	w.Uint(uint64(len(state.reminded)))
	for _, one := range state.reminded {
		w.Text(one.waitID)
		w.Uint(uint64(one.ages))
	}
	w.Uint(uint64(len(state.unsent)))
	for at := range state.unsent {
		state.unsent[at].write(w)
	}
}

func (c codec) Read(state *runState, r *binary.Reader, intern func(string) string) {
	from := source{serviceName: intern(r.Text()), serviceNamespace: intern(r.Text()), environment: intern(r.Text())}
	state.source = c.share(from)
	state.nextSeq = r.Uint()
	for range r.Len() {
		state.reminded = append(state.reminded, reminded{waitID: r.Text(), ages: int(r.Uint())})
	}
	for range r.Len() {
		var said inference
		said.read(r)
		state.unsent = append(state.unsent, said)
	}
}
