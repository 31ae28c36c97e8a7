package workflowrunconnector

import (
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/fold"
	"github.com/runlight/runlight/packages/collector/internal/series"
)

const msPerSecond = 1000

// counting turns events that were folded into measurements. It owns the rules; the meter owns the lock.
type counting struct {
	series    *series.Set
	workflows workflows
	// held are the runs that wait or are blocked.
	held map[*entry]struct{}
}

// event counts what an event says by itself, and what it changed of its run.
func (c *counting) event(e *event.Event, run *entry, received event.Time) {
	labels := series.Labels{Workflow: run.Workflow, Group: run.State.group}
	if !e.Inferred && e.Kind != event.RunHeartbeat {
		c.series.Record(eventDeliveryDuration, labels, seconds(received-e.Time))
	}
	if e.IsStep {
		c.step(e, labels)
	}
	if e.Kind == event.RunCompleted {
		c.rollUp(e, run, labels)
	}
	c.withdraw(run)
	c.derive(run)
}

func (c *counting) step(e *event.Event, labels series.Labels) {
	labels.Step = e.StepName
	switch e.Kind {
	case event.StepRetrying:
		c.series.Add(stepRetries, labels, 1)
	case event.StepStarted:
		if e.Retry {
			c.series.Add(stepRetries, labels, 1)
		}
	case event.StepCompleted, event.StepFailed, event.StepCancelled:
		timed := labels
		timed.State = stepStatus(e.Kind)
		if e.Kind == event.StepFailed {
			timed.Category = e.ErrorCategory
		}
		c.series.Record(stepDuration, timed, e.Duration/msPerSecond)
		for _, used := range e.Usage {
			c.usage(used, labels)
		}
	}
}

func stepStatus(kind event.Kind) string {
	switch kind {
	case event.StepCompleted:
		return "completed"
	case event.StepFailed:
		return "failed"
	default:
		return "cancelled"
	}
}

func (c *counting) usage(used event.Usage, labels series.Labels) {
	switch used.Name {
	case "tokens":
		c.series.Add(usageTokens, labels, used.Amount)
	case "compute_ms":
		c.series.Add(usageCompute, labels, used.Amount/msPerSecond)
	}
}

// rollUp counts a run that ended. Of several roll-ups the first that is not inferred holds; an inferred one is counted
// if there is none, and taken back when one comes.
func (c *counting) rollUp(e *event.Event, run *entry, labels series.Labels) {
	state := &run.State
	if state.final || e.Inferred && state.outcome != event.NoOutcome {
		return
	}
	if e.Inferred {
		if outcome, _ := run.Outcome(); outcome == event.NoOutcome && run.HasEnd() {
			return // it showed life after it was called lost
		}
	}
	c.takeBack(run)
	state.outcome, state.final, state.counted = e.Outcome, !e.Inferred, labels.Group
	counted := labels
	counted.State = e.Outcome.String()
	if e.Outcome == event.Failed {
		counted.Category = e.ErrorCategory
	}
	c.series.Add(runCount, counted, 1)
	c.workflows.ended(c.series, e, run)
	if e.Inferred {
		return // how long it took, nobody knows
	}
	counted.Category = ""
	c.series.Record(runDuration, counted, e.Duration/msPerSecond)
	if e.Waiting > 0 {
		c.series.Record(runWaitingDuration, labels, e.Waiting/msPerSecond)
	}
	if e.FirstPass {
		c.series.Add(runFirstPass, labels, 1)
	}
}

// withdraw takes back an inferred end that the run's progress made void.
func (c *counting) withdraw(run *entry) {
	if state := &run.State; state.outcome == event.Lost && !state.final {
		if outcome, _ := run.Outcome(); outcome == event.NoOutcome && run.HasEnd() {
			c.takeBack(run)
		}
	}
}

// takeBack corrects the series that the run was counted in, whatever is known of the run since.
func (c *counting) takeBack(run *entry) {
	state := &run.State
	if state.outcome == event.NoOutcome {
		return
	}
	c.series.Add(runCorrections, series.Labels{Workflow: run.Workflow, Group: state.counted, State: state.outcome.String()}, 1)
	state.outcome = event.NoOutcome
}

// derive brings what follows from the run's state up to date: who is active, who is held, whose events are missing.
func (c *counting) derive(run *entry) {
	state := &run.State
	status := run.Status()
	active := status != fold.Ended
	if active != state.active || active && (status != state.status || state.group != state.activeGroup) {
		if state.active {
			c.series.Add(runActive, c.activeLabels(run), -1)
		}
		state.active, state.status, state.activeGroup = active, status, state.group
		if active {
			c.series.Add(runActive, c.activeLabels(run), 1)
		}
	}
	if status == fold.Waiting || status == fold.Blocked {
		c.held[run] = struct{}{}
	} else {
		delete(c.held, run)
	}
	c.deriveMissing(run)
}

func (c *counting) deriveMissing(run *entry) {
	state := &run.State
	missing := uint64(0)
	if run.HasAuthoritativeEnd() {
		missing = run.Missing()
	}
	if missing == state.missing && (missing == 0 || state.group == state.missingGroup) {
		return
	}
	labels := series.Labels{Workflow: run.Workflow, Group: state.missingGroup}
	if state.missing > 0 {
		c.series.Add(eventMissing, labels, -float64(state.missing))
	}
	state.missing, state.missingGroup = missing, state.group
	labels.Group = state.group
	c.series.Add(eventMissing, labels, float64(missing))
}

// forget takes a run out of the derived series.
func (c *counting) forget(run *entry) {
	state := &run.State
	delete(c.held, run)
	if state.active {
		c.series.Add(runActive, c.activeLabels(run), -1)
		state.active = false
	}
	if state.missing > 0 {
		c.series.Add(eventMissing, series.Labels{Workflow: run.Workflow, Group: state.missingGroup}, -float64(state.missing))
		state.missing = 0
	}
}

func (c *counting) activeLabels(run *entry) series.Labels {
	return series.Labels{Workflow: run.Workflow, Group: run.State.activeGroup, State: run.State.status.String()}
}

// meet makes the series of a workflow that must be there at zero before anything happened.
func (c *counting) meet(run *entry) {
	labels := series.Labels{Workflow: run.Workflow, Group: run.State.group}
	if !c.workflows.meet(labels) {
		return
	}
	c.series.Touch(runFirstPass, labels)
	c.series.Touch(eventMissing, labels)
	with := func(instrument int, state string) {
		labels := labels
		labels.State = state
		c.series.Touch(instrument, labels)
	}
	for _, outcome := range event.Outcomes {
		with(runCount, outcome.String())
	}
	with(runCorrections, event.Lost.String())
	for _, status := range fold.OpenStatuses {
		with(runActive, status.String())
	}
	with(runWaitingAge, fold.Waiting.String())
	with(runWaitingAge, fold.Blocked.String())
}

// observe gives the gauges their values.
func (c *counting) observe(now event.Time) {
	ages := map[series.Labels]float64{}
	for run := range c.held {
		held, ok := run.Held()
		if !ok {
			continue
		}
		labels := series.Labels{Workflow: run.Workflow, Group: run.State.group, State: run.Status().String()}
		ages[labels] = max(ages[labels], seconds(now-run.OnOurClock(held.Since)))
	}
	for labels := range c.workflows.aged {
		if _, ok := ages[labels]; !ok {
			c.series.Set(runWaitingAge, labels, 0)
		}
	}
	clear(c.workflows.aged)
	for labels, age := range ages {
		c.series.Set(runWaitingAge, labels, age)
		c.workflows.aged[labels] = struct{}{}
	}
}

func seconds(span event.Time) float64 { return float64(span) / 1e6 }
