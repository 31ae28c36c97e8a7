package workflowrunprocessor

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadata"
)

// One million open runs: what each takes in memory, and what a tick costs while all of them send heartbeats.
func BenchmarkMillionOpenRuns(b *testing.B) {
	const runs, interval = 1_000_000, 15 * time.Second
	config := createDefaultConfig().(*Config)
	config.MaxRuns = runs
	p, err := newProcessor(processortest.NewNopSettings(metadata.Type), config, consumertest.NewNop())
	require.NoError(b, err)
	now := time.Now()
	p.now = func() time.Time { return now }
	p.lastTick = p.clock()

	before := heapInUse()
	for run := range runs {
		now = now.Add(interval / runs)
		require.NoError(b, p.ConsumeLogs(context.Background(), openRun(run, now)))
	}
	perRun := float64(heapInUse()-before) / runs

	var ticks []time.Duration
	beat := 0
	for b.Loop() {
		for range runs / int(interval/tickInterval) { // the heartbeats of one second
			e := heartbeat(beat%runs, beat/runs, now)
			p.runs.Take(&e, p.clock())
			p.look(p.runs.Find(e.RunID), p.clock())
			beat++
		}
		now = now.Add(tickInterval)
		started := time.Now()
		p.tick(context.Background())
		ticks = append(ticks, time.Since(started))
	}
	require.Equal(b, runs, p.runs.Open(), "all runs are alive")
	slices.Sort(ticks)
	b.ReportMetric(perRun, "B/run")
	b.ReportMetric(float64(ticks[len(ticks)/2].Microseconds())/1000, "ms/tick-median")
	b.ReportMetric(float64(ticks[len(ticks)-1].Microseconds())/1000, "ms/tick-max")
}

// A restart with 100 000 open runs: restoring them against a plain read and decode of the same bytes.
func BenchmarkRestore(b *testing.B) {
	const runs = 100_000
	host, id := fileStorage(b, b.TempDir())
	config := createDefaultConfig().(*Config)
	config.Storage = &id
	p := started(b, config, host)
	for run := range runs {
		require.NoError(b, p.ConsumeLogs(context.Background(), openRun(run, time.Now())))
	}
	require.NoError(b, p.Shutdown(context.Background()))

	var plain, restored []time.Duration
	for b.Loop() {
		plain = append(plain, readAndDecode(b, host, id, runs))

		p, err := newProcessor(processortest.NewNopSettings(metadata.Type), config, consumertest.NewNop())
		require.NoError(b, err)
		runtime.GC()
		at := time.Now()
		require.NoError(b, p.Start(context.Background(), host))
		restored = append(restored, time.Since(at))
		require.Equal(b, runs, p.runs.Open())
		require.NoError(b, p.Shutdown(context.Background()))
	}
	slices.Sort(plain)
	slices.Sort(restored)
	a, z := plain[len(plain)/2], restored[len(restored)/2]
	b.ReportMetric(float64(z.Milliseconds()), "ms/restore")
	b.ReportMetric(float64(a.Milliseconds()), "ms/read-and-decode")
	b.ReportMetric(float64(z)/float64(a), "ratio")
}

// readAndDecode reads every saved run and decodes it, and keeps nothing.
func readAndDecode(b *testing.B, host component.Host, id component.ID, runs int) time.Duration {
	client, err := host.GetExtensions()[id].(storage.Extension).
		GetClient(context.Background(), component.KindProcessor, component.NewID(metadata.Type), "state")
	require.NoError(b, err)
	defer func() { require.NoError(b, client.Close(context.Background())) }()
	runtime.GC()
	at := time.Now()
	decoded := 0
	require.NoError(b, entriesIn(client, func() { decoded++ }))
	took := time.Since(at)
	require.Equal(b, runs, decoded)
	return took
}

func started(b *testing.B, config *Config, host component.Host) *workflowRunProcessor {
	p, err := newProcessor(processortest.NewNopSettings(metadata.Type), config, consumertest.NewNop())
	require.NoError(b, err)
	require.NoError(b, p.Start(context.Background(), host))
	return p
}

type hostWith struct {
	extensions map[component.ID]component.Component
}

func (h hostWith) GetExtensions() map[component.ID]component.Component { return h.extensions }

func fileStorage(tb testing.TB, directory string) (component.Host, component.ID) {
	factory := filestorage.NewFactory()
	config := factory.CreateDefaultConfig().(*filestorage.Config)
	config.Directory = filepath.Clean(directory)
	id := component.NewID(factory.Type())
	settings := extensiontest.NewNopSettings(factory.Type())
	settings.ID = id
	extension, err := factory.Create(context.Background(), settings, config)
	require.NoError(tb, err)
	require.NoError(tb, extension.Start(context.Background(), componenttest.NewNopHost()))
	tb.Cleanup(func() { require.NoError(tb, extension.Shutdown(context.Background())) })
	return hostWith{map[component.ID]component.Component{id: extension}}, id
}

func runID(run int) string { return fmt.Sprintf("run_01KPZYC71GDHQQ6X1E%08d", run) }

// openRun is a request with what a run says until it is at work on its first step.
func openRun(run int, at time.Time) plog.Logs {
	logs := plog.NewLogs()
	resource := logs.ResourceLogs().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "bench")
	records := resource.ScopeLogs().AppendEmpty().LogRecords()
	for seq, kind := range []event.Kind{event.RunRunning, event.StepStarted} {
		record := records.AppendEmpty()
		record.SetEventName(kind.String())
		record.SetTimestamp(pcommon.NewTimestampFromTime(at))
		attributes := record.Attributes()
		attributes.PutStr(event.AttrEvent, kind.String())
		attributes.PutStr(event.AttrRunID, runID(run))
		attributes.PutStr(event.AttrProducer, fmt.Sprintf("%06x", run))
		attributes.PutInt(event.AttrSeq, int64(seq))
		attributes.PutStr(event.AttrWorkflow, fmt.Sprintf("workflow_%d", run%20))
		if kind == event.StepStarted {
			attributes.PutInt(event.AttrStepSeq, 0)
			attributes.PutStr(event.AttrStepName, "extract_fields")
			continue
		}
		attributes.PutStr("workflow.event.trace_id", fmt.Sprintf("%032x", run+1))
		attributes.PutStr(event.AttrVersion, "1.8.3")
		attributes.PutStr(event.AttrEnvironment, "production")
		attributes.PutStr(event.AttrTenant, fmt.Sprintf("tenant_%d", run%50))
		attributes.PutStr(event.AttrBusinessEvent, fmt.Sprintf("erp:invoice#%d", run))
		attributes.PutStr(event.AttrActor, "system")
		attributes.PutInt("workflow.event.heartbeat_interval_ms", 15_000)
	}
	return logs
}

func heartbeat(run, nth int, at time.Time) event.Event {
	return event.Event{
		Kind: event.RunHeartbeat, Time: event.Time(at.UnixMicro()), RunID: runID(run), Producer: fmt.Sprintf("%06xh", run),
		Seq: uint64(nth), Workflow: fmt.Sprintf("workflow_%d", run%20), HeartbeatInterval: 15_000,
	}
}

func heapInUse() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapInuse
}

// entriesIn decodes each saved run.
func entriesIn(client storage.Client, decoded func()) error {
	return tracker.Decode(context.Background(), client, codec{sources: map[source]*source{}}, func(*entry) { decoded() })
}
