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
	// said is what the processor itself says of the run; nil as long as that is nothing, as it is for most.
	said *said
	// due is the second in which the run is looked at, zero if in none. Not kept over a restart.
	due int64
}

// said is what the processor says of a run.
type said struct {
	// nextSeq numbers it.
	nextSeq uint64
	// unsent has not been taken by the next component yet.
	unsent []inference
	// reminded are the holds that were reminded of; one that is over is forgotten with the next reminder.
	reminded []reminded
}

// unsent returns what was said and has not been taken by the next component yet.
func (s *runState) unsent() []inference {
	if s.said == nil {
		return nil
	}
	return s.said.unsent
}

// speak returns what was said, to add to it.
func (s *runState) speak() *said {
	if s.said == nil {
		s.said = &said{}
	}
	return s.said
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
	w.Bool(state.said != nil)
	if state.said != nil {
		state.said.write(w)
	}
}

func (s *said) write(w *binary.Writer) {
	w.Uint(s.nextSeq)
	w.Uint(uint64(len(s.reminded)))
	for _, one := range s.reminded {
		w.Text(one.waitID)
		w.Uint(uint64(one.ages))
	}
	w.Uint(uint64(len(s.unsent)))
	for at := range s.unsent {
		s.unsent[at].write(w)
	}
}

func (c codec) Read(state *runState, r *binary.Reader, intern func(string) string) {
	from := source{serviceName: intern(r.Text()), serviceNamespace: intern(r.Text()), environment: intern(r.Text())}
	state.source = c.share(from)
	if r.Bool() {
		state.speak().read(r)
	}
}

func (s *said) read(r *binary.Reader) {
	s.nextSeq = r.Uint()
	for range r.Len() {
		s.reminded = append(s.reminded, reminded{waitID: r.Text(), ages: int(r.Uint())})
	}
	for range r.Len() {
		var one inference
		one.read(r)
		s.unsent = append(s.unsent, one)
	}
}

// AtRest: what was said and not taken yet is still to be sent.
func (codec) AtRest(state *runState) bool { return len(state.unsent()) == 0 }
