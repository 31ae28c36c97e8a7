package workflowrunprocessor

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/internal/storetest"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadatatest"
)

// fixture is a processor that ticks when the test lets time pass, and what is around it.
type fixture struct {
	*workflowRunProcessor
	t         *testing.T
	clock     *eventtest.Clock
	next      *sink
	telemetry *componenttest.Telemetry
	files     *storetest.Storage
	config    *Config
	// read is how many of the requests in next the test has looked at.
	read int
}

// start starts a processor with the default configuration, changed, and without a storage.
func start(t *testing.T, change func(*Config)) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: eventtest.NewClock(), config: createDefaultConfig().(*Config)}
	f.config.GracePeriod = 0
	if change != nil {
		change(f.config)
	}
	return f.started()
}

// startWithStorage starts a processor that keeps its state in the file storage.
func startWithStorage(t *testing.T, change func(*Config)) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: eventtest.NewClock(), config: createDefaultConfig().(*Config), files: storetest.New(t)}
	f.config.GracePeriod = 0
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
	made, err := newProcessor(metadatatest.NewSettings(f.telemetry), f.config, f.next)
	require.NoError(f.t, err)
	f.workflowRunProcessor = made
	made.now = f.clock.Now
	var host component.Host = componenttest.NewNopHost()
	if f.files != nil {
		host = f.files
	}
	require.NoError(f.t, made.Start(f.t.Context(), host))
	made.stop() // it ticks when the test says so
	<-made.done
	f.t.Cleanup(func() {
		require.NoError(f.t, made.Shutdown(context.Background()))
		require.NoError(f.t, f.telemetry.Shutdown(context.Background()))
	})
	return f
}

// restarted shuts the processor down and starts another one in its place.
func (f *fixture) restarted() *fixture {
	f.t.Helper()
	require.NoError(f.t, f.Shutdown(f.t.Context()))
	another := &fixture{t: f.t, clock: f.clock, config: f.config, files: f.files}
	return another.started()
}

// afterCrash starts another one with what is on the disk now, as if the process had been killed.
func (f *fixture) afterCrash() *fixture {
	f.t.Helper()
	another := &fixture{t: f.t, clock: f.clock, config: f.config, files: f.files.AfterCrash(f.t)}
	return another.started()
}

func (f *fixture) run(id string) *eventtest.Run { return eventtest.NewRun(f.clock, id) }

// deliver sends a request with these records, which has to be taken.
func (f *fixture) deliver(records ...plog.LogRecord) {
	f.t.Helper()
	require.NoError(f.t, f.ConsumeLogs(f.t.Context(), eventtest.Logs(records...)))
}

// pass lets time pass; the processor ticks every second, as it does by itself.
func (f *fixture) pass(span time.Duration) {
	f.t.Helper()
	for range span / time.Second {
		f.clock.Advance(time.Second)
		f.tick(f.t.Context())
	}
}

// beating lets time pass during which the run sends its heartbeats.
func (f *fixture) beating(run *eventtest.Run, span time.Duration) {
	f.t.Helper()
	for range span / eventtest.HeartbeatInterval {
		f.pass(eventtest.HeartbeatInterval)
		f.deliver(run.Heartbeat())
	}
}

// passed returns the requests that the next component has taken since it was last asked.
func (f *fixture) passed() []plog.Logs {
	all := f.next.requests()
	fresh := all[f.read:]
	f.read = len(all)
	return fresh
}

// names returns the events that the next component has taken since it was last asked.
func (f *fixture) names() []string { return eventtest.Names(f.passed()...) }

// ofKind returns the records of a kind among all that the next component has taken.
func (f *fixture) ofKind(kind event.Kind) []plog.LogRecord {
	var records []plog.LogRecord
	for _, record := range eventtest.Records(f.next.requests()...) {
		if event.KindOfRecord(record) == kind {
			records = append(records, record)
		}
	}
	return records
}

// sink is the next component. It keeps a copy of what it takes, and refuses if it was told so.
type sink struct {
	mu      sync.Mutex
	refusal error
	taken   []plog.Logs
	// during is called during the next request; what it returns is what the request is refused with.
	during func() error
}

func (*sink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (s *sink) ConsumeLogs(_ context.Context, logs plog.Logs) error {
	s.mu.Lock()
	during := s.during
	s.during = nil
	s.mu.Unlock()
	if during != nil {
		if err := during(); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusal != nil {
		return s.refusal
	}
	kept := plog.NewLogs()
	logs.CopyTo(kept)
	s.taken = append(s.taken, kept)
	return nil
}

// refuseWith makes it refuse everything, until it is told nil.
func (s *sink) refuseWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal = err
}

func (s *sink) requests() []plog.Logs {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]plog.Logs(nil), s.taken...)
}

// text returns an attribute of a record, empty if it has none.
func text(record plog.LogRecord, name string) string {
	if value, ok := record.Attributes().Get(name); ok {
		return value.AsString()
	}
	return ""
}
