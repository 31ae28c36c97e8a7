package workflowrunconnector

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/series"
	"github.com/runlight/runlight/packages/collector/internal/store"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
	"github.com/runlight/runlight/packages/collector/workflowrunconnector/internal/metadata"
)

// The metrics come from the pipeline, not from the workflows' services.
const serviceName = "runlight"

// meter counts events and sends the metrics at intervals.
//
// A request is acknowledged after what it changed is saved, runs and series in one write; only what was saved is sent.
// So a crash loses nothing, and what is sent again afterwards is not counted twice.
type meter struct {
	config    *Config
	id        component.ID
	next      consumer.Metrics
	logger    *zap.Logger
	telemetry *metadata.TelemetryBuilder
	version   string
	now       func() time.Time

	mu       sync.Mutex // guards what follows, and is never held while sending
	runs     *tracker.Tracker[runState]
	counting *counting
	saved    savedSeries
	store    *store.Store

	stop context.CancelFunc
	done chan struct{}
}

func newMeter(set connector.Settings, config *Config, next consumer.Metrics) (*meter, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	m := &meter{
		config: config, id: set.ID, next: next, logger: set.Logger, telemetry: telemetry, version: set.BuildInfo.Version,
		now: time.Now, store: &store.Store{},
	}
	m.reset()
	return m, errors.Join(
		telemetry.RegisterConnectorWorkflowRunSeriesCallback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(int64(m.look(func(s *series.Set) uint64 { return uint64(s.Len()) })))
			return nil
		}),
		telemetry.RegisterConnectorWorkflowRunOverflowsCallback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(int64(m.look((*series.Set).Overflows)))
			return nil
		}),
	)
}

// reset makes everything empty, for the instance that the store names.
func (m *meter) reset() {
	set := series.NewSet(series.Config{
		Attributes: m.config.Attributes, CardinalityLimit: m.config.CardinalityLimit, StartTime: m.now(),
		ScopeName: metadata.ScopeName, ScopeVersion: m.version,
		Resource: map[string]string{"service.name": serviceName, "service.instance.id": m.store.Instance},
	}, instruments)
	m.counting = &counting{
		series: set, workflows: newWorkflows(m.config.CardinalityLimit, m.config.Attributes), held: map[*entry]struct{}{},
	}
	limits := tracker.Config{DedupWindow: m.config.DedupWindow, MaxRuns: m.config.MaxRuns}
	m.runs = tracker.New(limits, codec{attributes: m.config.Attributes, series: set}, m.forget)
	m.saved = newSavedSeries()
}

// Capabilities says that records are only read.
func (*meter) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

// Start restores the state and begins to send.
func (m *meter) Start(ctx context.Context, host component.Host) error {
	opened, err := store.Open(ctx, host, m.config.Storage, component.KindConnector, m.id)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.store = opened
	m.reset()
	if err := m.restore(ctx); err != nil {
		return errors.Join(err, opened.Close(ctx))
	}
	running, stop := context.WithCancel(context.Background())
	m.stop, m.done = stop, make(chan struct{})
	go m.run(running)
	return nil
}

// Shutdown sends what was counted and closes the storage.
func (m *meter) Shutdown(ctx context.Context) error {
	m.telemetry.Shutdown()
	if m.stop == nil {
		return nil
	}
	m.stop()
	<-m.done
	m.flush(ctx)
	if m.isAhead() {
		m.flush(ctx) // new series showed their zero, and now their value
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.store.Close(ctx)
}

// ConsumeLogs counts the events of the request.
func (m *meter) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	now := event.Time(m.now().UnixMicro())
	var duplicates, tooOld int64
	var e event.Event

	m.mu.Lock()
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				kind := event.KindOfRecord(record)
				if kind == event.Unknown || event.Decode(kind, record, &e) != nil {
					continue
				}
				run, result := m.runs.Take(&e, now)
				switch result {
				case tracker.Duplicate:
					duplicates++
				case tracker.TooOld:
					tooOld++
				case tracker.Applied:
					m.describe(run, &e, record.Attributes(), resource.Resource().Attributes())
					m.counting.event(&e, run, now)
				}
			}
		}
	}
	m.save(ctx)
	m.mu.Unlock()

	if duplicates > 0 {
		m.telemetry.ConnectorWorkflowRunDuplicates.Add(ctx, duplicates)
	}
	if tooOld > 0 {
		m.telemetry.ConnectorWorkflowRunTooOld.Add(ctx, tooOld)
		m.logger.Warn("Events were not counted: they are older than dedup_window and their run is not known",
			zap.Int64("events", tooOld), zap.Duration("dedup_window", m.config.DedupWindow))
	}
	return nil
}

// describe takes the values of the configured attributes from the events that say what a run is.
func (m *meter) describe(run *entry, e *event.Event, ofRecord, ofResource pcommon.Map) {
	if e.Description != nil {
		values := make([]string, len(m.config.Attributes))
		copy(values, run.State.group.Values())
		for at, name := range m.config.Attributes {
			value, ok := ofRecord.Get(name)
			if !ok {
				value, ok = ofResource.Get(name)
			}
			if ok && (values[at] == "" || e.Kind == event.RunRunning) { // what the queue said, the worker knows better
				values[at] = value.AsString()
			}
		}
		run.State.group = m.counting.series.Group(values)
	}
	if e.Description != nil || e.Kind == event.RunCompleted {
		m.counting.meet(run)
	}
}

func (m *meter) run(ctx context.Context) {
	defer close(m.done)
	ticker := time.NewTicker(m.config.MetricsFlushInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			m.flush(ctx)
		}
	}
}

// flush sends every series. What is not taken is sent again, with what was counted since, by the next flush.
func (m *meter) flush(ctx context.Context) {
	metrics := m.collect(ctx)
	if metrics.DataPointCount() == 0 {
		return
	}
	if err := m.next.ConsumeMetrics(ctx, metrics); err != nil {
		m.logger.Warn("The metrics could not be handed on; they will be with the next flush", zap.Error(err))
		m.mu.Lock()
		defer m.mu.Unlock()
		m.counting.series.Refused()
	}
}

func (m *meter) isAhead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.counting.series.IsAhead()
}

func (m *meter) collect(ctx context.Context) pmetric.Metrics {
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.runs.Expire(event.Time(now.UnixMicro()))
	m.counting.observe(event.Time(now.UnixMicro()))
	metrics := m.counting.series.Collect(now)
	m.save(ctx)
	return metrics
}

func (m *meter) forget(run *entry, evicted bool) {
	m.counting.forget(run)
	if evicted {
		m.telemetry.ConnectorWorkflowRunEvicted.Add(context.Background(), 1)
	}
}

func (m *meter) look(at func(*series.Set) uint64) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return at(m.counting.series)
}
