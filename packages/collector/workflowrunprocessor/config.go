package workflowrunprocessor

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"
)

// Config says how long a run may be silent or wait, and what is kept of runs.
type Config struct {
	// StaleAfter is the least silence after which a running run is stalled. Whatever it says, a run is not stalled before
	// three times the heartbeat interval that it announces; 0, the default, leaves it at that. A run that announces none,
	// waits, is blocked or queued is never stalled.
	StaleAfter time.Duration `mapstructure:"stale_after"`

	// LostAfter is the least silence after which a running run is lost, at least four heartbeat intervals. Default: 5m.
	LostAfter time.Duration `mapstructure:"lost_after"`

	// GracePeriod is how long no run is called stalled or lost after a start, or after the Collector's host slept: those
	// that live have so long to show it. Default: 2m.
	GracePeriod time.Duration `mapstructure:"grace_period"`

	// WaitingReminders are the ages at which a wait or a block is reminded of. Default: 1h, 4h, 24h.
	WaitingReminders []time.Duration `mapstructure:"waiting_reminders"`

	// DedupWindow is how long a run is remembered after its end, so that its events, should they come again, are dropped.
	// Default: 24h.
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
		LostAfter:        5 * time.Minute,
		GracePeriod:      2 * time.Minute,
		WaitingReminders: []time.Duration{time.Hour, 4 * time.Hour, 24 * time.Hour},
		DedupWindow:      24 * time.Hour,
		MaxRuns:          1_000_000,
	}
}

// Validate says everything that is wrong.
func (c *Config) Validate() error {
	var problems []error
	check := func(ok bool, key, rule string, value any) {
		if !ok {
			problems = append(problems, fmt.Errorf("%s must be %s, not %v", key, rule, value))
		}
	}
	check(c.StaleAfter >= 0, "stale_after", "0 or a duration above it", c.StaleAfter)
	check(c.LostAfter > 0, "lost_after", "above 0", c.LostAfter)
	check(c.LostAfter >= c.StaleAfter, "lost_after", fmt.Sprintf("at least stale_after, which is %v", c.StaleAfter), c.LostAfter)
	check(c.GracePeriod >= 0, "grace_period", "0 or a duration above it", c.GracePeriod)
	check(c.DedupWindow > 0, "dedup_window", "above 0", c.DedupWindow)
	check(c.MaxRuns > 0, "max_runs", "above 0", c.MaxRuns)
	check(slices.IsSorted(c.WaitingReminders), "waiting_reminders", "in rising order", c.WaitingReminders)
	check(len(c.WaitingReminders) == 0 || c.WaitingReminders[0] > 0, "waiting_reminders", "above 0", c.WaitingReminders)
	return errors.Join(problems...)
}
