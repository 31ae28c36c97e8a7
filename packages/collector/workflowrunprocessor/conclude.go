package workflowrunprocessor

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"

	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

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
			p.countInferred(ctx, run.State.unsent())
			run.State.speak().unsent = nil
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
		unsent := run.State.unsent()
		if len(unsent) == 0 {
			p.look(run, now)
			return
		}
		for at := range unsent {
			unsent[at].appendTo(said, run, p.producer(run), p.now())
		}
		runs = append(runs, run)
	})
	p.save(ctx)
	return said, runs
}

// say makes an inference part of the run.
func (p *workflowRunProcessor) say(run *entry, inference inference, now event.Time) {
	inference.at = run.OnItsClock(now)
	said := run.State.speak()
	inference.seq = said.nextSeq
	said.nextSeq++
	said.unsent = append(said.unsent, inference)
	p.runs.Take(inference.event(run, p.producer(run)), now)
}

// producer names the processor among those who tell of a run: another name for each run, like that of a process, so that
// event ids are unique, and the same one after a restart.
func (p *workflowRunProcessor) producer(run *entry) string {
	name := fnv.New64a()
	_, _ = io.WriteString(name, p.store.Instance+"/"+run.ID) // a hash never fails to take something
	return fmt.Sprintf("w%016x", name.Sum64())
}

func (p *workflowRunProcessor) countInferred(ctx context.Context, said []inference) {
	for at := range said {
		name := attribute.String("event", said[at].kind.String())
		p.telemetry.ProcessorWorkflowRunInferred.Add(ctx, 1, metric.WithAttributes(name))
	}
}
