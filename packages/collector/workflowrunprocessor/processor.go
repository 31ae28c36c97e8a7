package workflowrunprocessor

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
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
	if err := p.runs.Restore(ctx, p.store.Client()); err != nil {
		if !errors.Is(err, tracker.ErrUnreadable) {
			return fmt.Errorf("restore the state: %w", err)
		}
		p.logger.Error("Some runs could not be restored: their events may pass twice, and they are not watched", zap.Error(err))
	}
	p.runs.Each(func(run *entry) { p.look(run, now) })
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

// tick says what has to be said by now.
func (p *workflowRunProcessor) tick(ctx context.Context) {
	now := p.clock()
	said, runs := p.conclude(ctx, now)
	if len(runs) == 0 {
		return
	}
	err := p.next.ConsumeLogs(ctx, said)

	p.mu.Lock()
	defer p.mu.Unlock()
	given := err == nil || consumererror.IsPermanent(err)
	switch {
	case given && err != nil:
		p.logger.Error("What was concluded was refused for good and is lost", zap.Error(err), zap.Int("runs", len(runs)))
	case err != nil:
		p.logger.Warn("What was concluded could not be handed on; it will be tried again", zap.Error(err))
	}
	for _, run := range runs {
		if p.runs.Find(run.ID) != run {
			continue // it was forgotten meanwhile
		}
		if given {
			p.countInferred(ctx, run.State.unsent)
			run.State.unsent = nil
			p.runs.Changed(run)
		}
		p.look(run, now)
	}
	p.save(ctx)
}

// conclude judges the runs whose time has come, saves what it says of them, and returns it.
func (p *workflowRunProcessor) conclude(ctx context.Context, now event.Time) (plog.Logs, []*entry) {
	said := plog.NewLogs()
	var runs []*entry
	p.mu.Lock()
	defer p.mu.Unlock()
	if now-p.lastTick > micros(sleptAfter) {
		p.watch.grantGrace(now)
	}
	p.lastTick = now
	p.runs.Expire(now)
	p.deadlines.due(now, func(run *entry) {
		if due := p.watch.dueAt(run, now); due == 0 || due > now {
			p.look(run, now)
			return
		}
		for _, inference := range p.watch.judge(run, now) {
			p.say(run, inference, now)
		}
		if len(run.State.unsent) == 0 {
			p.look(run, now)
			return
		}
		for at := range run.State.unsent {
			run.State.unsent[at].appendTo(said, run, p.producer(run), p.now())
		}
		runs = append(runs, run)
	})
	p.save(ctx)
	return said, runs
}

// say makes an inference part of the run.
func (p *workflowRunProcessor) say(run *entry, inference inference, now event.Time) {
	inference.at = run.OnItsClock(now)
	inference.seq = run.State.nextSeq
	run.State.nextSeq++
	run.State.unsent = append(run.State.unsent, inference)
	p.runs.Take(inference.event(run, p.producer(run)), now)
}

// producer names the processor among those who tell of a run: another name for each run, like that of a process, so that
// event ids are unique, and the same one after a restart.
func (p *workflowRunProcessor) producer(run *entry) string {
	name := fnv.New64a()
	_, _ = io.WriteString(name, p.store.Instance+"/"+run.ID) // a hash never fails to take something
	return fmt.Sprintf("w%016x", name.Sum64())
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

func (p *workflowRunProcessor) countInferred(ctx context.Context, said []inference) {
	for at := range said {
		name := attribute.String("event", said[at].kind.String())
		p.telemetry.ProcessorWorkflowRunInferred.Add(ctx, 1, metric.WithAttributes(name))
	}
}

func (p *workflowRunProcessor) clock() event.Time { return event.Time(p.now().UnixMicro()) }
