package workflowrunconnector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"

	"github.com/runlight/runlight/packages/collector/internal/configtest"
	"github.com/runlight/runlight/packages/collector/internal/storetest"
	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadatatest"
)

func TestTheDefaultsAreDocumentedAndValid(t *testing.T) {
	configtest.AssertDefaultsAreDocumented(t, createDefaultConfig())
	assert.NoError(t, createDefaultConfig().(*Config).Validate())
}

func TestReadsEveryKey(t *testing.T) {
	config := createDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(map[string]any{
		"metrics_flush_interval": "1m", "attributes": []any{"service.name"}, "cardinality_limit": 10,
		"dedup_window": "48h", "max_runs": 10, "storage": "file_storage",
	}).Unmarshal(config))
	assert.Equal(t, &Config{
		MetricsFlushInterval: time.Minute, Attributes: []string{"service.name"}, CardinalityLimit: 10,
		DedupWindow: 48 * time.Hour, MaxRuns: 10, Storage: &storetest.ID,
	}, config)
	assert.NoError(t, config.(*Config).Validate())
}

func TestRefusesUnknownKeys(t *testing.T) {
	configtest.AssertRefusesUnknownKeys(t, createDefaultConfig)
}

func TestSaysWhatIsWrongWithTheConfiguration(t *testing.T) {
	for want, spoil := range map[string]func(*Config){
		"metrics_flush_interval must be above 0, not 0s": func(c *Config) { c.MetricsFlushInterval = 0 },
		"cardinality_limit must be above 0, not 0":       func(c *Config) { c.CardinalityLimit = 0 },
		"dedup_window must be above 0, not -1ns":         func(c *Config) { c.DedupWindow = -1 },
		"max_runs must be above 0, not 0":                func(c *Config) { c.MaxRuns = 0 },
		"attributes must not have an empty name":         func(c *Config) { c.Attributes = []string{""} },
		`attributes must not have "workflow.run.id": it would make a series of each run`: func(c *Config) {
			c.Attributes = []string{"workflow.run.id"}
		},
		`attributes must not have "workflow.name": the metrics have it where it applies`: func(c *Config) {
			c.Attributes = []string{"workflow.name"}
		},
		`attributes must not have "service.name" twice`: func(c *Config) {
			c.Attributes = []string{"service.name", "workflow.version", "service.name"}
		},
	} {
		t.Run(want, func(t *testing.T) {
			config := createDefaultConfig().(*Config)
			spoil(config)
			assert.EqualError(t, config.Validate(), want)
		})
	}
}

func TestSaysEverythingThatIsWrongAtOnce(t *testing.T) {
	err := (&Config{Attributes: []string{"workflow.run.id", ""}}).Validate()
	for _, key := range []string{
		"metrics_flush_interval", "cardinality_limit", "dedup_window", "max_runs", "workflow.run.id", "an empty name",
	} {
		assert.ErrorContains(t, err, key)
	}
}

func TestDoesNotStartWithAStorageThatIsNotThere(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	config := createDefaultConfig().(*Config)
	config.Storage = &storetest.ID
	m, err := NewFactory().CreateLogsToMetrics(t.Context(), metadatatest.NewSettings(telemetry), config, &sink{})
	require.NoError(t, err)
	assert.ErrorContains(t, m.Start(t.Context(), componenttest.NewNopHost()), `storage "file_storage" is not there`)
	assert.NoError(t, m.Shutdown(t.Context()))
	assert.NoError(t, telemetry.Shutdown(t.Context()))
}
