package workflowrunconnector

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/load"
	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadata"
)

// What counting adds to decoding a request, per record.
func BenchmarkConsume(b *testing.B) {
	for _, side := range []string{"decode", "decode and count"} {
		b.Run(side, func(b *testing.B) {
			request, err := load.NewRequest(load.Protobuf, 1, time.Now())
			require.NoError(b, err)
			config := createDefaultConfig().(*Config)
			config.MaxRuns = 100_000
			m, err := newMeter(connectortest.NewNopSettings(metadata.Type), config, consumertest.NewNop())
			require.NoError(b, err)
			require.NoError(b, m.Start(context.Background(), componenttest.NewNopHost()))
			b.ReportAllocs()
			for b.Loop() {
				logs, err := (&plog.ProtoUnmarshaler{}).UnmarshalLogs(request.Next())
				require.NoError(b, err)
				if side != "decode" {
					require.NoError(b, m.ConsumeLogs(context.Background(), logs))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*load.Runs*load.EventsPerRun), "ns/record")
			require.NoError(b, m.Shutdown(context.Background()))
		})
	}
}
