package workflowrunprocessor

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/runlight/runlight/packages/collector/internal/load"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadata"
)

// What the processor adds to decoding a request, per record.
func BenchmarkConsume(b *testing.B) {
	for _, side := range []string{"decode", "decode and consume"} {
		b.Run(side, func(b *testing.B) {
			request, err := load.NewRequest(load.Protobuf, 1, time.Now())
			require.NoError(b, err)
			config := createDefaultConfig().(*Config)
			config.MaxRuns = 100_000
			p, err := newProcessor(processortest.NewNopSettings(metadata.Type), config, consumertest.NewNop())
			require.NoError(b, err)
			require.NoError(b, p.Start(context.Background(), componenttest.NewNopHost()))
			b.ReportAllocs()
			for b.Loop() {
				logs, err := (&plog.ProtoUnmarshaler{}).UnmarshalLogs(request.Next())
				require.NoError(b, err)
				if side != "decode" {
					require.NoError(b, p.ConsumeLogs(context.Background(), logs))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*load.Runs*load.EventsPerRun), "ns/record")
			require.NoError(b, p.Shutdown(context.Background()))
		})
	}
}
