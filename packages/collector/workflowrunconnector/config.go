package workflowrunconnector

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

// Config says which series the metrics have, and what is kept of runs.
type Config struct {
	// MetricsFlushInterval is how often the metrics are sent. Default: 15s.
	MetricsFlushInterval time.Duration `mapstructure:"metrics_flush_interval"`

	// Attributes are those of a run, or of the resource that it comes from, that its series have besides workflow.name.
	// Each of their combinations is a series of each metric, so what identifies single runs is refused. Default:
	// workflow.version, deployment.environment.name, workflow.tenant.id.
	Attributes []string `mapstructure:"attributes"`

	// CardinalityLimit is how many series a metric may have; what is beyond it is counted in series in which every free
	// value is `other`. Default: 2000.
	CardinalityLimit int `mapstructure:"cardinality_limit"`

	// DedupWindow is how long a run is remembered after its end, so that an event that comes again is not counted again;
	// what is older than that, of a run that is not known, is not counted at all. Default: 24h.
	DedupWindow time.Duration `mapstructure:"dedup_window"`

	// MaxRuns is how many runs are kept in memory, those in the dedup window included; above it the run that ended first
	// is forgotten early. Default: 1000000, of about 1 KiB each.
	MaxRuns int `mapstructure:"max_runs"`

	// Storage is the storage extension that keeps the state over a restart. Default: none.
	Storage *component.ID `mapstructure:"storage"`

	// prevent unkeyed literal initialization
	_ struct{}
}

func createDefaultConfig() component.Config {
	return &Config{
		MetricsFlushInterval: 15 * time.Second,
		Attributes:           []string{event.AttrVersion, event.AttrEnvironment, event.AttrTenant},
		CardinalityLimit:     2000,
		DedupWindow:          24 * time.Hour,
		MaxRuns:              1_000_000,
	}
}

// What names one run or one event, and so would make a series of each.
var identities = []string{
	event.AttrRunID, event.AttrStepID, event.AttrID, event.AttrSeq, event.AttrProducer, event.AttrBusinessEvent,
	event.AttrRerunOf, event.AttrParentRunID, event.AttrCallerTraceID, event.AttrCallerSpanID, event.FieldTraceID,
	event.FieldRootSpanID, "service.instance.id", "process.pid",
}

// What the metrics have anyway.
var builtIn = []string{
	event.AttrWorkflow, event.AttrStepName, event.AttrOutcome, event.AttrStatus, event.AttrStepStatus, event.AttrErrorCategory,
}

// Validate says everything that is wrong.
func (c *Config) Validate() error {
	var problems []error
	check := func(ok bool, key, rule string, value any) {
		if !ok {
			problems = append(problems, fmt.Errorf("%s must be %s, not %v", key, rule, value))
		}
	}
	check(c.MetricsFlushInterval > 0, "metrics_flush_interval", "above 0", c.MetricsFlushInterval)
	check(c.CardinalityLimit > 0, "cardinality_limit", "above 0", c.CardinalityLimit)
	check(c.DedupWindow > 0, "dedup_window", "above 0", c.DedupWindow)
	check(c.MaxRuns > 0, "max_runs", "above 0", c.MaxRuns)
	for at, name := range c.Attributes {
		switch {
		case name == "":
			problems = append(problems, errors.New("attributes must not have an empty name"))
		case slices.Contains(identities, name):
			problems = append(problems, fmt.Errorf("attributes must not have %q: it would make a series of each run", name))
		case slices.Contains(builtIn, name):
			problems = append(problems, fmt.Errorf("attributes must not have %q: the metrics have it where it applies", name))
		case slices.Contains(c.Attributes[:at], name):
			problems = append(problems, fmt.Errorf("attributes must not have %q twice", name))
		}
	}
	return errors.Join(problems...)
}
