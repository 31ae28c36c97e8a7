package workflowrunprocessor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/store"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
	"github.com/runlight/runlight/packages/collector/workflowrunprocessor/internal/metadata"
)

const (
	tickInterval = time.Second
	// A tick that is this late says that the process did not run, and so heard nothing.
	sleptAfter = 15 * tickInterval
)

// workflowRunProcessor lets each event through once and says what silent runs can't.
//
// An event counts as taken when the next component has taken it: a request that fails leaves no trace here and can be
// sent again. What is said of a run is part of its saved state before it is sent, so that it is said once.
type workflowRunProcessor struct {
	config    *Config
	id        component.ID
	next      consumer.Logs
	logger    *zap.Logger
	telemetry *metadata.TelemetryBuilder
	now       func() time.Time

	mu        sync.Mutex // guards what follows, and is never held while sending
	runs      *tracker.Tracker[runState]
	codec     codec
	watch     watch
	deadlines deadlines
	store     *store.Store
	lastTick  event.Time
	// underway are the requests of which nobody knows yet whether the next component takes them.
	underway []*batch

	stop context.CancelFunc
	done chan struct{}
}

func newProcessor(set processor.Settings, config *Config, next consumer.Logs) (*workflowRunProcessor, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	p := &workflowRunProcessor{
		config: config, id: set.ID, next: next, logger: set.Logger, telemetry: telemetry, now: time.Now,
		codec: codec{sources: map[source]*source{}}, watch: watch{config: config}, store: &store.Store{},
		deadlines: newDeadlines(event.Time(time.Now().UnixMicro())),
	}
	limits := tracker.Config{DedupWindow: config.DedupWindow, MaxRuns: config.MaxRuns}
	p.runs = tracker.New(limits, p.codec, p.forget)
	err = telemetry.RegisterProcessorWorkflowRunOpenRunsCallback(func(_ context.Context, o metric.Int64Observer) error {
		p.mu.Lock()
		defer p.mu.Unlock()
		o.Observe(int64(p.runs.Open()))
		return nil
	})
	return p, err
}

// Capabilities says that records are dropped and marked.
func (*workflowRunProcessor) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

// Start restores the state and begins to watch.
func (p *workflowRunProcessor) Start(ctx context.Context, host component.Host) error {
	opened, err := store.Open(ctx, host, p.config.Storage, component.KindProcessor, p.id)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.store = opened
	if err := p.restore(ctx); err != nil {
		return errors.Join(err, opened.Close(ctx))
	}
	running, stop := context.WithCancel(context.Background())
	p.stop, p.done = stop, make(chan struct{})
	go p.run(running)
	return nil
}

func (p *workflowRunProcessor) restore(ctx context.Context) error {
	now := p.clock()
	p.watch.grantGrace(now)
	p.lastTick = now
	p.deadlines = newDeadlines(now)
	if p.store.Client() == nil {
		return nil
	}
	if err := p.runs.Restore(ctx, p.store.Client(), func(run *entry) { p.look(run, now) }); err != nil {
		if !errors.Is(err, tracker.ErrUnreadable) {
			return fmt.Errorf("restore the state: %w", err)
		}
		p.logger.Error("Some runs could not be restored: their events may pass twice, and they are not watched", zap.Error(err))
	}
	p.logger.Info("Restored", zap.Int("runs", p.runs.Len()), zap.Int("open", p.runs.Open()))
	return nil
}

// Shutdown stops watching and closes the storage; the state is saved with every request, there is nothing to flush.
func (p *workflowRunProcessor) Shutdown(ctx context.Context) error {
	p.telemetry.Shutdown()
	if p.stop == nil {
		return nil
	}
	p.stop()
	<-p.done
	p.mu.Lock()
	defer p.mu.Unlock()
	p.save(ctx)
	return p.store.Close(ctx)
}

// ConsumeLogs hands on what is new.
func (p *workflowRunProcessor) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	b := newBatch()
	defer b.release()
	b.decode(logs)
	if len(b.events) > 0 {
		if err := p.admit(ctx, b); err != nil {
			return err
		}
		defer p.decided(b)
		b.apply(logs)
	}
	if logs.LogRecordCount() > 0 {
		if err := p.next.ConsumeLogs(ctx, logs); err != nil {
			return err
		}
	}
	p.count(ctx, b)
	if len(b.events) > 0 {
		p.take(ctx, b)
	}
	return nil
}

// admit sifts the batch once no other one is underway that has some of the same events: if that is taken they are
// duplicates, if it is refused they are not.
func (p *workflowRunProcessor) admit(ctx context.Context, b *batch) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for other := p.sharing(b); other != nil; other = p.sharing(b) {
		decided := other.decided()
		p.mu.Unlock()
		select {
		case <-decided:
		case <-ctx.Done():
		}
		p.mu.Lock()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	b.sift(p.runs)
	p.underway = append(p.underway, b)
	return nil
}

// sharing returns a batch underway that has some of the same events, nil if there is none.
func (p *workflowRunProcessor) sharing(b *batch) *batch {
	for _, other := range p.underway {
		if b.shares(other) {
			return other
		}
	}
	return nil
}

// decided lets those go on that wait for what became of the batch.
func (p *workflowRunProcessor) decided(b *batch) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := slices.Index(p.underway, b)
	p.underway = slices.Delete(p.underway, at, at+1)
	if b.awaited != nil {
		close(b.awaited)
		b.awaited = nil
	}
}

func (p *workflowRunProcessor) take(ctx context.Context, b *batch) {
	received := p.clock()
	p.mu.Lock()
	defer p.mu.Unlock()
	for at := range b.events {
		taken := &b.events[at]
		run, _ := p.runs.Take(&taken.Event, received)
		if run == nil {
			continue
		}
		if run.State.source == nil {
			run.State.source = p.codec.share(b.sources[taken.from])
		}
		if at+1 == len(b.events) || b.events[at+1].RunID != taken.RunID {
			p.look(run, received)
		}
	}
	p.save(ctx)
}

// look sees to it that the run is looked at when something may have to be said of it.
func (p *workflowRunProcessor) look(run *entry, now event.Time) {
	if due := p.watch.dueAt(run, now); due != 0 {
		p.deadlines.set(run, due)
	}
}

func (p *workflowRunProcessor) run(ctx context.Context) {
	defer close(p.done)
	ticker := time.NewTicker(tickInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			p.tick(ctx)
		}
	}
}

// save writes what changed; p.mu is held.
func (p *workflowRunProcessor) save(ctx context.Context) {
	if p.store.Client() != nil {
		if err := p.store.Write(ctx, p.runs.Operations(nil)); err != nil {
			p.telemetry.ProcessorWorkflowRunStorageFailures.Add(ctx, 1)
			p.logger.Error("The state could not be saved; after a restart events may pass twice", zap.Error(err))
			return // what changed stays to be saved
		}
	}
	p.runs.Saved()
}

func (p *workflowRunProcessor) forget(run *entry, evicted bool) {
	p.deadlines.forget(run)
	if evicted {
		p.telemetry.ProcessorWorkflowRunEvicted.Add(context.Background(), 1)
	}
}

func (p *workflowRunProcessor) count(ctx context.Context, b *batch) {
	add := func(counter metric.Int64Counter, n int64) {
		if n > 0 {
			counter.Add(ctx, n)
		}
	}
	add(p.telemetry.ProcessorWorkflowRunDuplicates, b.duplicates)
	add(p.telemetry.ProcessorWorkflowRunIllegalTransitions, b.illegal)
	add(p.telemetry.ProcessorWorkflowRunMalformed, b.malformed)
}

func (p *workflowRunProcessor) clock() event.Time { return event.Time(p.now().UnixMicro()) }
