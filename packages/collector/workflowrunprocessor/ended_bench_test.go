package workflowrunprocessor

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/runlight/runlight/packages/collector/internal/load"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadata"
)

// What a run that ended takes while it is remembered, so that its events are told from new ones.
func BenchmarkRememberedRuns(b *testing.B) {
	const requests = 12_500
	config := createDefaultConfig().(*Config)
	request, err := load.NewRequest(load.Protobuf, 1, time.Now())
	require.NoError(b, err)
	p, err := newProcessor(processortest.NewNopSettings(metadata.Type), config, consumertest.NewNop())
	require.NoError(b, err)
	before := heapAllocated()
	for b.Loop() {
		for range requests {
			logs, err := (&plog.ProtoUnmarshaler{}).UnmarshalLogs(request.Next())
			require.NoError(b, err)
			require.NoError(b, p.ConsumeLogs(context.Background(), logs))
		}
		p.tick(context.Background())
	}
	b.ReportMetric(float64(heapAllocated()-before)/float64(p.runs.Len()), "B/run")
}

func heapAllocated() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
