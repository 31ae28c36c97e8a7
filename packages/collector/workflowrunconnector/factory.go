package workflowrunconnector

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"

	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadata"
)

// NewFactory returns the factory of the `workflow_run` connector.
func NewFactory() connector.Factory {
	return connector.NewFactory(metadata.Type, createDefaultConfig,
		connector.WithLogsToMetrics(createLogsToMetrics, metadata.LogsToMetricsStability),
		connector.WithLogsToTraces(createLogsToTraces, metadata.LogsToTracesStability))
}

func createLogsToMetrics(
	_ context.Context, set connector.Settings, cfg component.Config, next consumer.Metrics,
) (connector.Logs, error) {
	return newMeter(set, cfg.(*Config), next) // the factory made it
}

func createLogsToTraces(
	_ context.Context, set connector.Settings, _ component.Config, next consumer.Traces,
) (connector.Logs, error) {
	return &lostRunTracer{logger: set.Logger, next: next}, nil
}
