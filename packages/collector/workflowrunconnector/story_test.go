package workflowrunconnector

import (
	"flag"
	"path/filepath"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/pdatatest/pmetrictest"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/pdatatest/ptracetest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// story is what the processor made of the story in its golden files: one resource for each request, whose records were
// observed when it arrives.
func story(t *testing.T) []plog.Logs {
	t.Helper()
	all, err := golden.ReadLogs(filepath.Join("..", "workflowrunprocessor", "testdata", "story-out.yaml"))
	require.NoError(t, err)
	var requests []plog.Logs
	for _, resource := range all.ResourceLogs().All() {
		logs := plog.NewLogs()
		resource.CopyTo(logs.ResourceLogs().AppendEmpty())
		requests = append(requests, logs)
	}
	require.NotEmpty(t, requests)
	return requests
}

func TestTheMetricsOfTheStoryAreTheGoldenOnes(t *testing.T) {
	f := start(t, nil)
	f.store.Instance = "golden"
	f.reset()
	for _, request := range story(t) {
		arrival := eventtest.Records(request)[0].ObservedTimestamp().AsTime()
		f.clock.Advance(arrival.Sub(f.clock.Now()))
		require.NoError(t, f.ConsumeLogs(t.Context(), request))
	}
	f.flushed()
	f.flushed()
	for nth, name := range []string{"zero-points.yaml", "values.yaml"} {
		requireGoldenMetrics(t, filepath.Join("testdata", name), f.next.all()[nth])
	}
}

func requireGoldenMetrics(t *testing.T, path string, got pmetric.Metrics) {
	t.Helper()
	if *update {
		require.NoError(t, golden.WriteMetricsToFile(path, got, golden.SkipMetricTimestampNormalization()))
	}
	want, err := golden.ReadMetrics(path)
	require.NoError(t, err)
	assert.NoError(t, pmetrictest.CompareMetrics(want, got, pmetrictest.IgnoreMetricDataPointsOrder()), path)
}

func TestTheSpansOfTheStoryAreTheGoldenOnes(t *testing.T) {
	got := ptrace.NewTraces()
	for _, traces := range spansOf(t, story(t)...) {
		traces.ResourceSpans().MoveAndAppendTo(got.ResourceSpans())
	}
	require.Equal(t, 1, got.SpanCount(), "one run was lost once")
	path := filepath.Join("testdata", "root-span.yaml")
	if *update {
		require.NoError(t, golden.WriteTracesToFile(path, got))
	}
	want, err := golden.ReadTraces(path)
	require.NoError(t, err)
	assert.NoError(t, ptracetest.CompareTraces(want, got))
}

// spansOf returns what the tracer makes of requests.
func spansOf(t *testing.T, requests ...plog.Logs) []ptrace.Traces {
	t.Helper()
	sink := &consumertest.TracesSink{}
	tracer := newTracer(t, sink)
	for _, request := range requests {
		require.NoError(t, tracer.ConsumeLogs(t.Context(), request))
	}
	return sink.AllTraces()
}

func TestTheStoryCountsWhatHappenedInIt(t *testing.T) {
	f := start(t, nil)
	for _, request := range story(t) {
		arrival := eventtest.Records(request)[0].ObservedTimestamp().AsTime()
		f.clock.Advance(arrival.Sub(f.clock.Now()))
		require.NoError(t, f.ConsumeLogs(t.Context(), request))
	}
	f.clock.Advance(time.Second)
	assert.Equal(t, points{
		"workflow.run.count{outcome=lost}": 1, "workflow.run.corrections{outcome=lost}": 1,
		"workflow.run.count{outcome=succeeded}": 1,
	}, f.shown().of("workflow.run.count", "workflow.run.corrections", "workflow.run.active", "workflow.event.missing"))
}
