package workflowrunconnector

import (
	"slices"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/series"
)

// workflows is what is known of workflows rather than of runs: since when one fails, and when one last succeeded. Its
// size is bounded like that of the series: beyond the limit a workflow's failures are not timed, only counted.
type workflows struct {
	limit      int
	attributes []string
	// failing has, of each workflow in each environment that fails, the time of the first failure.
	failing map[place]event.Time
	// succeeded has the time of the latest success.
	succeeded map[series.Labels]event.Time
	// met are the workflows whose series are there; aged those that had a wait in the last observation.
	met, aged map[series.Labels]struct{}
	changed   bool
}

// place is where a workflow recovers: a failure in one environment is not mended in another.
type place struct{ workflow, environment string }

func newWorkflows(limit int, attributes []string) workflows {
	return workflows{
		limit: limit, attributes: attributes, failing: map[place]event.Time{}, succeeded: map[series.Labels]event.Time{},
		met: map[series.Labels]struct{}{}, aged: map[series.Labels]struct{}{},
	}
}

// meet tells whether these labels are new.
func (w *workflows) meet(labels series.Labels) bool {
	if _, ok := w.met[labels]; ok {
		return false
	}
	if len(w.met) >= w.limit {
		clear(w.met) // making series that are there costs only time
	}
	w.met[labels] = struct{}{}
	return true
}

// ended notes how a run ended.
func (w *workflows) ended(to *series.Set, e *event.Event, run *entry) {
	at := place{workflow: run.Workflow, environment: run.Description().Environment}
	since, failing := w.failing[at]
	switch e.Outcome {
	case event.Failed, event.TimedOut, event.Lost:
		if !failing && len(w.failing) < w.limit || failing && e.Time < since {
			w.failing[at] = e.Time
			w.changed = true
		}
	case event.Succeeded:
		if failing && e.Time > since {
			to.Record(runRecoveryDuration, w.recoveryLabels(to, at), seconds(e.Time-since))
			delete(w.failing, at)
			w.changed = true
		}
		labels := series.Labels{Workflow: run.Workflow, Group: run.State.group}
		if known, ok := w.succeeded[labels]; e.Time > known && (ok || len(w.succeeded) < w.limit) {
			w.succeeded[labels] = e.Time
			w.changed = true
			to.Set(runLastSuccess, labels, seconds(e.Time))
		}
	}
}

// recoveryLabels has the environment only: version and tenant can differ between a failure and the success after it.
func (w *workflows) recoveryLabels(to *series.Set, at place) series.Labels {
	values := make([]string, len(w.attributes))
	for nth, name := range w.attributes {
		if name == event.AttrEnvironment {
			values[nth] = at.environment
		}
	}
	return series.Labels{Workflow: at.workflow, Group: to.Group(values)}
}

func (w *workflows) write(out *binary.Writer) {
	out.Uint(uint64(len(w.failing)))
	for at, since := range w.failing {
		out.Text(at.workflow)
		out.Text(at.environment)
		out.Int(int64(since))
	}
	out.Uint(uint64(len(w.attributes)))
	for _, name := range w.attributes {
		out.Text(name)
	}
	out.Uint(uint64(len(w.succeeded)))
	for labels, at := range w.succeeded {
		out.Text(labels.Workflow)
		out.Uint(uint64(len(labels.Group.Values())))
		for _, value := range labels.Group.Values() {
			out.Text(value)
		}
		out.Int(int64(at))
	}
}

// read reads what write wrote. Successes by other attributes than those that are configured now are left out.
func (w *workflows) read(in *binary.Reader, groups *series.Set) error {
	for range in.Len() {
		at := place{workflow: in.Text(), environment: in.Text()}
		w.failing[at] = event.Time(in.Int())
	}
	attributes := readTexts(in)
	for range in.Len() {
		labels := series.Labels{Workflow: in.Text()}
		values := readTexts(in)
		at := event.Time(in.Int())
		if slices.Equal(attributes, w.attributes) && (len(values) == 0 || len(values) == len(attributes)) {
			if len(values) > 0 {
				labels.Group = groups.Group(values)
			}
			w.succeeded[labels] = at
		}
	}
	return in.Err()
}

func readTexts(in *binary.Reader) []string {
	texts := make([]string, in.Len())
	for at := range texts {
		texts[at] = in.Text()
	}
	return texts
}
