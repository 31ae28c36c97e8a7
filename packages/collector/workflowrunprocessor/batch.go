package workflowrunprocessor

import (
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/fold"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
)

const (
	serviceNameKey      = "service.name"
	serviceNamespaceKey = "service.namespace"
)

// batch is the events of one request, in the order of its records, and what is to become of each record.
type batch struct {
	items   []item
	events  []sourced
	sources []source
	// runs are the runs that the events are of.
	runs  map[string]*batchRun
	spare []*batchRun

	malformed, duplicates, illegal int64
	// awaited is closed when it is known whether the next component took the batch; nil if nobody waits for that.
	awaited chan struct{}
}

// sourced is an event, and which resource it comes from.
type sourced struct {
	event.Event
	from int
}

// batchRun is what a batch holds of one run.
type batchRun struct {
	// seen are the run's events in this batch, so that one that is in it twice passes once.
	seen fold.Seen
	// end is the authoritative end, if it is in this batch.
	end event.Mark
	// known is the run, nil if it was not known before the batch.
	known *entry
}

// item is a log record: which event it is, if any, and its verdict.
type item struct {
	event   int32
	verdict verdict
}

type verdict uint8

const (
	pass verdict = iota
	passMarked
	drop
)

const noEvent = -1

var batches = sync.Pool{New: func() any { return &batch{runs: map[string]*batchRun{}} }}

func newBatch() *batch { return batches.Get().(*batch) }

func (b *batch) release() {
	// What is left in the events is overwritten by the next batch, and let go of when the pool is.
	clear(b.sources)
	b.items, b.events, b.sources = b.items[:0], b.events[:0], b.sources[:0]
	for _, run := range b.runs {
		*run = batchRun{}
		b.spare = append(b.spare, run)
	}
	clear(b.runs)
	b.malformed, b.duplicates, b.illegal = 0, 0, 0
	batches.Put(b)
}

// decode reads the events of the request.
func (b *batch) decode(logs plog.Logs) {
	for _, resource := range logs.ResourceLogs().All() {
		b.sources = append(b.sources, sourceOf(resource.Resource().Attributes()))
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				b.items = append(b.items, item{event: b.decodeRecord(record)})
			}
		}
	}
}

func (b *batch) decodeRecord(record plog.LogRecord) int32 {
	kind := event.KindOfRecord(record)
	if kind == event.Unknown || kind == event.RunDispatchRefused {
		return noEvent // a refusal made no run
	}
	last := len(b.events)
	if last == cap(b.events) {
		b.events = append(b.events, sourced{})
	} else {
		b.events = b.events[:last+1]
	}
	decoded := &b.events[last]
	decoded.from = len(b.sources) - 1
	if err := event.Decode(kind, record, &decoded.Event); err != nil {
		b.events = b.events[:last]
		b.malformed++
		return noEvent
	}
	return int32(last)
}

// sift decides which records pass. It only looks: what passes is taken when it was handed on, so that a request that the
// next component refuses can be sent again.
func (b *batch) sift(runs *tracker.Tracker[runState]) {
	transitions := 0
	var run *batchRun
	for at := range b.items {
		one := &b.items[at]
		if one.event == noEvent {
			continue
		}
		e := &b.events[one.event].Event
		if one.event == 0 || b.events[one.event-1].RunID != e.RunID {
			run = b.run(e.RunID, runs)
		}
		switch {
		case run.known != nil && run.known.HasSeen(e.Producer, e.Seq) || !run.seen.Add(e.Producer, e.Seq):
			one.verdict = drop
			b.duplicates++
		case e.Kind == event.RunHeartbeat:
			one.verdict = drop // it is for us only
		case e.Kind.IsTransition():
			transitions++
			run.noteEnd(e)
		}
	}
	if transitions > 0 {
		b.markIllegal()
	}
}

// shares tells whether the other batch, which was sifted, has some of the same events.
func (b *batch) shares(other *batch) bool {
	var run *batchRun
	for at := range b.events {
		e := &b.events[at].Event
		if at == 0 || b.events[at-1].RunID != e.RunID {
			run = other.runs[e.RunID]
		}
		if run != nil && run.seen.Has(e.Producer, e.Seq) {
			return true
		}
	}
	return false
}

// decided returns a channel that is closed when it is known whether the next component took the batch.
func (b *batch) decided() <-chan struct{} {
	if b.awaited == nil {
		b.awaited = make(chan struct{})
	}
	return b.awaited
}

// run returns what the batch holds of a run.
func (b *batch) run(id string, runs *tracker.Tracker[runState]) *batchRun {
	if run, ok := b.runs[id]; ok {
		return run
	}
	var run *batchRun
	if last := len(b.spare) - 1; last >= 0 {
		run, b.spare = b.spare[last], b.spare[:last]
	} else {
		run = &batchRun{}
	}
	run.known = runs.Find(id)
	b.runs[id] = run
	return run
}

// noteEnd keeps the earliest authoritative end.
func (r *batchRun) noteEnd(e *event.Event) {
	if e.Kind.Outcome() == event.NoOutcome || e.Kind == event.RunLost {
		return
	}
	if mark := e.Mark(); r.end.IsZero() || mark.Compare(r.end) < 0 {
		r.end = mark
	}
}

// markIllegal finds the transitions that come after their run's end, be that in this batch or in one before.
func (b *batch) markIllegal() {
	for at := range b.items {
		one := &b.items[at]
		if one.event == noEvent || one.verdict != pass {
			continue
		}
		if e := &b.events[one.event].Event; e.Kind.IsTransition() && b.runs[e.RunID].isIllegal(e) {
			one.verdict = passMarked
			b.illegal++
		}
	}
}

func (r *batchRun) isIllegal(e *event.Event) bool {
	if r.known != nil && r.known.IsIllegal(e) {
		return true
	}
	return !r.end.IsZero() && e.Kind != event.RunLost && e.Mark().After(r.end)
}

// apply marks and removes records as sift decided.
func (b *batch) apply(logs plog.Logs) {
	at := 0
	logs.ResourceLogs().RemoveIf(func(resource plog.ResourceLogs) bool {
		resource.ScopeLogs().RemoveIf(func(scope plog.ScopeLogs) bool {
			had := scope.LogRecords().Len()
			scope.LogRecords().RemoveIf(func(record plog.LogRecord) bool {
				verdict := b.items[at].verdict
				at++
				if verdict == passMarked {
					record.Attributes().PutBool(event.FieldIllegal, true)
				}
				return verdict == drop
			})
			return had > 0 && scope.LogRecords().Len() == 0
		})
		return resource.ScopeLogs().Len() == 0
	})
}

func sourceOf(attributes pcommon.Map) source {
	get := func(name string) string {
		if value, ok := attributes.Get(name); ok {
			return value.AsString()
		}
		return ""
	}
	return source{
		serviceName: get(serviceNameKey), serviceNamespace: get(serviceNamespaceKey), environment: get(event.AttrEnvironment),
	}
}
