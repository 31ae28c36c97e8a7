package workflowrunconnector

import (
	"strings"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/series"
)

// The metrics, by their place in instruments.
const (
	runCount = iota
	runCorrections
	runDuration
	runWaitingDuration
	runActive
	runWaitingAge
	runLastSuccess
	runFirstPass
	runRecoveryDuration
	stepDuration
	stepRetries
	usageTokens
	usageCompute
	eventDeliveryDuration
	eventMissing
)

var instruments = []series.Instrument{
	runCount: {
		Name: "workflow.run.count", Unit: "{run}", Kind: series.Counter, StateAttribute: event.AttrOutcome,
		Description: "Runs that ended, by outcome; a failed one with its error category.",
	},
	runCorrections: {
		Name: "workflow.run.corrections", Unit: "{run}", Kind: series.Counter, StateAttribute: event.AttrOutcome,
		Description: "Ends that were inferred, counted, and taken back because the run lives or ended otherwise: subtract them.",
	},
	runDuration: {
		Name: "workflow.run.duration", Unit: "s", Kind: series.ExponentialHistogram, StateAttribute: event.AttrOutcome,
		Description: "How long runs took, waiting included; without lost ones, whose duration nobody knows.",
	},
	runWaitingDuration: {
		Name: "workflow.run.waiting.duration", Unit: "s", Kind: series.ExponentialHistogram,
		Description: "How long runs that waited did so in all.",
	},
	runActive: {
		Name: "workflow.run.active", Unit: "{run}", Kind: series.UpDownCounter, StateAttribute: event.AttrStatus,
		Description: "Runs that have not ended, by status.",
	},
	runWaitingAge: {
		Name: "workflow.run.waiting.age", Unit: "s", Kind: series.Gauge, StateAttribute: event.AttrStatus,
		Description: "How long the run that has been waiting or blocked for longest has been so.",
	},
	runLastSuccess: {
		Name: "workflow.run.last_success.timestamp", Unit: "s", Kind: series.Gauge,
		Description: "When a run last succeeded, in seconds since the epoch.",
	},
	runFirstPass: {
		Name: "workflow.run.first_pass", Unit: "{run}", Kind: series.Counter,
		Description: "Runs that succeeded without a retried step and were no re-runs.",
	},
	runRecoveryDuration: {
		Name: "workflow.run.recovery.duration", Unit: "s", Kind: series.ExponentialHistogram,
		Description: "Time from the first failure of a workflow in an environment to its next success.",
	},
	stepDuration: {
		Name: "workflow.step.duration", Unit: "s", Kind: series.ExponentialHistogram, StateAttribute: event.AttrStepStatus,
		Description: "How long attempts at steps took; a failed one with its error category.",
	},
	stepRetries: {
		Name: "workflow.step.retries", Unit: "{retry}", Kind: series.Counter,
		Description: "Further attempts after failed ones.",
	},
	usageTokens: {
		Name: "workflow.usage.tokens", Unit: "{token}", Kind: series.Counter, Fractional: true,
		Description: "Tokens that steps used.",
	},
	usageCompute: {
		Name: "workflow.usage.compute", Unit: "s", Kind: series.Counter, Fractional: true,
		Description: "Compute time that steps used.",
	},
	eventDeliveryDuration: {
		Name: "workflow.event.delivery.duration", Unit: "s", Kind: series.ExponentialHistogram,
		Description: "Time from an event to its arrival here, by the clocks of both hosts.",
	},
	eventMissing: {
		Name: "workflow.event.missing", Unit: "{event}", Kind: series.UpDownCounter,
		Description: "Events of ended runs that are known to have been sent and have not arrived.",
	},
}

// isDerived tells whether the series with this key follow from the runs that are kept: they are made anew after a restart.
func isDerived(key string) bool {
	name, _, _ := strings.Cut(key, "/")
	switch name {
	case instruments[runActive].Name, instruments[eventMissing].Name, instruments[runWaitingAge].Name:
		return true
	default:
		return false
	}
}
