package workflowrunprocessor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"

	"github.com/runlight/runlight/packages/collector/internal/configtest"
	"github.com/runlight/runlight/packages/collector/internal/storetest"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadatatest"
)

func TestTheDefaultsAreDocumentedAndValid(t *testing.T) {
	configtest.AssertDefaultsAreDocumented(t, createDefaultConfig())
	assert.NoError(t, createDefaultConfig().(*Config).Validate())
}

func TestReadsEveryKey(t *testing.T) {
	config := createDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(map[string]any{
		"stale_after": "1m", "lost_after": "10m", "grace_period": "30s", "waiting_reminders": []any{"15m", "1h"},
		"dedup_window": "48h", "max_runs": 10, "storage": "file_storage",
	}).Unmarshal(config))
	assert.Equal(t, &Config{
		StaleAfter: time.Minute, LostAfter: 10 * time.Minute, GracePeriod: 30 * time.Second,
		WaitingReminders: []time.Duration{15 * time.Minute, time.Hour}, DedupWindow: 48 * time.Hour, MaxRuns: 10,
		Storage: &storetest.ID,
	}, config)
	assert.NoError(t, config.(*Config).Validate())
}

func TestRefusesUnknownKeys(t *testing.T) {
	configtest.AssertRefusesUnknownKeys(t, createDefaultConfig)
}

func TestSaysWhatIsWrongWithTheConfiguration(t *testing.T) {
	for want, spoil := range map[string]func(*Config){
		"stale_after must be 0 or a duration above it, not -1s": func(c *Config) { c.StaleAfter = -time.Second },
		"lost_after must be above 0, not 0s":                    func(c *Config) { c.LostAfter = 0 },
		"lost_after must be at least stale_after, which is 10m0s, not 5m0s": func(c *Config) {
			c.StaleAfter = 10 * time.Minute
		},
		"grace_period must be 0 or a duration above it, not -1s": func(c *Config) { c.GracePeriod = -time.Second },
		"waiting_reminders must be in rising order, not [4h0m0s 1h0m0s]": func(c *Config) {
			c.WaitingReminders = []time.Duration{4 * time.Hour, time.Hour}
		},
		"waiting_reminders must be above 0, not [0s 1h0m0s]": func(c *Config) {
			c.WaitingReminders = []time.Duration{0, time.Hour}
		},
		"dedup_window must be above 0, not 0s": func(c *Config) { c.DedupWindow = 0 },
		"max_runs must be above 0, not 0":      func(c *Config) { c.MaxRuns = 0 },
	} {
		t.Run(want, func(t *testing.T) {
			config := createDefaultConfig().(*Config)
			spoil(config)
			assert.EqualError(t, config.Validate(), want)
		})
	}
}

func TestSaysEverythingThatIsWrongAtOnce(t *testing.T) {
	err := (&Config{StaleAfter: -1, GracePeriod: -1}).Validate()
	for _, key := range []string{"stale_after", "lost_after", "grace_period", "dedup_window", "max_runs"} {
		assert.ErrorContains(t, err, key)
	}
}

func TestDoesNotStartWithAStorageThatIsNotThere(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	config := createDefaultConfig().(*Config)
	config.Storage = &storetest.ID
	p, err := NewFactory().CreateLogs(t.Context(), metadatatest.NewSettings(telemetry), config, &sink{})
	require.NoError(t, err)
	var host component.Host = componenttest.NewNopHost()
	assert.ErrorContains(t, p.Start(t.Context(), host), `storage "file_storage" is not there`)
	assert.NoError(t, p.Shutdown(t.Context()))
	assert.NoError(t, telemetry.Shutdown(t.Context()))
}
