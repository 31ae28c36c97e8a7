package workflowrunconnector

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/internal/storetest"
	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadatatest"
)

// fixture is a meter that flushes when the test says so, and what is around it.
type fixture struct {
	*meter
	t         *testing.T
	clock     *eventtest.Clock
	next      *sink
	telemetry *componenttest.Telemetry
	files     *storetest.Storage
	config    *Config
}

// start starts a meter with the default configuration, changed, and without a storage.
func start(t *testing.T, change func(*Config)) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: eventtest.NewClock(), config: createDefaultConfig().(*Config)}
	if change != nil {
		change(f.config)
	}
	return f.started()
}

// startWithStorage starts a meter that keeps its state in the file storage.
func startWithStorage(t *testing.T, change func(*Config)) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: eventtest.NewClock(), config: createDefaultConfig().(*Config), files: storetest.New(t)}
	f.config.Storage = &storetest.ID
	if change != nil {
		change(f.config)
	}
	return f.started()
}

func (f *fixture) started() *fixture {
	f.t.Helper()
	require.NoError(f.t, f.config.Validate())
	f.telemetry = componenttest.NewTelemetry()
	f.next = &sink{}
	made, err := newMeter(metadatatest.NewSettings(f.telemetry), f.config, f.next)
	require.NoError(f.t, err)
	f.meter = made
	made.now = f.clock.Now
	var host component.Host = componenttest.NewNopHost()
	if f.files != nil {
		host = f.files
	}
	require.NoError(f.t, made.Start(f.t.Context(), host))
	made.stop() // it flushes when the test says so
	<-made.done
	f.t.Cleanup(func() {
		require.NoError(f.t, made.Shutdown(context.Background()))
		require.NoError(f.t, f.telemetry.Shutdown(context.Background()))
	})
	return f
}

// restarted shuts the meter down and starts another one in its place.
func (f *fixture) restarted(change func(*Config)) *fixture {
	f.t.Helper()
	require.NoError(f.t, f.Shutdown(f.t.Context()))
	return f.another(f.files, change)
}

// afterCrash starts another one with what is on the disk now, as if the process had been killed.
func (f *fixture) afterCrash() *fixture {
	f.t.Helper()
	return f.another(f.files.AfterCrash(f.t), nil)
}

func (f *fixture) another(files *storetest.Storage, change func(*Config)) *fixture {
	f.t.Helper()
	config := *f.config
	if change != nil {
		change(&config)
	}
	another := &fixture{t: f.t, clock: f.clock, config: &config, files: files}
	return another.started()
}

func (f *fixture) run(id string) *eventtest.Run { return eventtest.NewRun(f.clock, id) }

// deliver sends a request with these records.
func (f *fixture) deliver(records ...plog.LogRecord) {
	f.t.Helper()
	require.NoError(f.t, f.ConsumeLogs(f.t.Context(), eventtest.Logs(records...)))
}

// flushed lets the time of a flush pass and returns what it sent.
func (f *fixture) flushed() points {
	f.t.Helper()
	f.clock.Advance(f.config.MetricsFlushInterval)
	f.flush(f.t.Context())
	return pointsOf(f.next.latest())
}

// shown returns what the metrics show when every new series has shown its zero.
func (f *fixture) shown() points {
	f.t.Helper()
	f.flushed()
	return f.flushed()
}

// points are the values of the points of metrics by what identifies them: a histogram has its count and its sum.
//
// A name such as `workflow.run.count{outcome=failed}` leaves out the workflow and the group if they are those of
// eventtest, and shortens the attributes to the last part of their names. A series without a group is `ungrouped`.
type points map[string]float64

func pointsOf(metrics pmetric.Metrics) points {
	all := points{}
	for _, resource := range metrics.ResourceMetrics().All() {
		for _, scope := range resource.ScopeMetrics().All() {
			for _, metric := range scope.Metrics().All() {
				all.put(metric)
			}
		}
	}
	return all
}

func (p points) put(metric pmetric.Metric) {
	numbers := func(list pmetric.NumberDataPointSlice) {
		for _, point := range list.All() {
			value := point.DoubleValue()
			if point.ValueType() == pmetric.NumberDataPointValueTypeInt {
				value = float64(point.IntValue())
			}
			p[metric.Name()+labelsOf(metric.Name(), point.Attributes())] = value
		}
	}
	switch metric.Type() {
	case pmetric.MetricTypeSum:
		numbers(metric.Sum().DataPoints())
	case pmetric.MetricTypeGauge:
		numbers(metric.Gauge().DataPoints())
	case pmetric.MetricTypeExponentialHistogram:
		for _, point := range metric.ExponentialHistogram().DataPoints().All() {
			labels := labelsOf(metric.Name(), point.Attributes())
			p[metric.Name()+labels+" count"] = float64(point.Count())
			p[metric.Name()+labels+" sum"] = math.Round(point.Sum()*1e6) / 1e6 // a sum depends on the order of its parts
		}
	}
}

func labelsOf(metric string, attributes pcommon.Map) string {
	group := map[string]string{
		event.AttrVersion: eventtest.Version, event.AttrEnvironment: eventtest.Environment, event.AttrTenant: eventtest.Tenant,
	}
	usual, known := 0, 0
	for name, value := range group {
		if got, ok := attributes.Get(name); ok {
			known++
			if got.Str() == value {
				usual++
			}
		}
	}
	var labels []string
	if known == 0 {
		labels = append(labels, "ungrouped")
	}
	for name, value := range attributes.All() {
		_, inGroup := group[name]
		if inGroup && usual == len(group) || name == event.AttrWorkflow && value.Str() == eventtest.Workflow {
			continue
		}
		short := name[strings.LastIndexByte(name, '.')+1:]
		switch name {
		case event.AttrWorkflow:
			short = "workflow"
		case event.AttrStepName:
			short = "step"
		case event.AttrEnvironment:
			short = "environment"
		case event.AttrTenant:
			short = "tenant"
		}
		labels = append(labels, short+"="+value.AsString())
	}
	if len(labels) == 0 {
		return ""
	}
	slices.Sort(labels)
	return "{" + strings.Join(labels, ",") + "}"
}

// of returns the points of some metrics that are not zero.
func (p points) of(names ...string) points {
	some := points{}
	for key, value := range p {
		name, _, _ := strings.Cut(key, "{")
		name, _, _ = strings.Cut(name, " ")
		if value != 0 && slices.Contains(names, name) {
			some[key] = value
		}
	}
	return some
}

// without returns the points of all other metrics.
func (p points) without(names ...string) points {
	others := points{}
	for key, value := range p {
		name, _, _ := strings.Cut(key, "{")
		name, _, _ = strings.Cut(name, " ")
		if !slices.Contains(names, name) {
			others[key] = value
		}
	}
	return others
}

// nonZero returns the points that are not zero.
func (p points) nonZero() points {
	some := points{}
	for key, value := range p {
		if value != 0 {
			some[key] = value
		}
	}
	return some
}

// sink is the next component. It keeps a copy of what it takes, and refuses if it was told so.
type sink struct {
	mu      sync.Mutex
	refusal error
	taken   []pmetric.Metrics
}

func (*sink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (s *sink) ConsumeMetrics(_ context.Context, metrics pmetric.Metrics) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusal != nil {
		return s.refusal
	}
	kept := pmetric.NewMetrics()
	metrics.CopyTo(kept)
	s.taken = append(s.taken, kept)
	return nil
}

// refuseWith makes it refuse everything, until it is told nil.
func (s *sink) refuseWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal = err
}

func (s *sink) all() []pmetric.Metrics {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.taken)
}

// latest returns what it has taken last, nothing if that is nothing.
func (s *sink) latest() pmetric.Metrics {
	all := s.all()
	if len(all) == 0 {
		return pmetric.NewMetrics()
	}
	return all[len(all)-1]
}

func seriesOf(name string, labels ...string) string {
	return fmt.Sprintf("%s{%s}", name, strings.Join(labels, ","))
}

// completed is a run that began and ended well, in order.
func completed(f *fixture, id string, took time.Duration) []plog.LogRecord {
	run := f.run(id)
	records := []plog.LogRecord{run.Running()}
	f.clock.Advance(took)
	return append(records, run.Succeeded()...)
}
