package workflowrunprocessor

import (
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
)

const (
	serviceNameKey      = "service.name"
	serviceNamespaceKey = "service.namespace"
	illegalKey          = "workflow.event.illegal_transition"
)

// batch is the events of one request, in the order of its records, and what is to become of each record.
type batch struct {
	items  []item
	events []sourced
	// seen are the events of this batch, so that one that is in it twice passes once.
	seen map[eventKey]struct{}
	// ends are the authoritative ends in this batch, by run.
	ends map[string]event.Mark

	malformed, duplicates, illegal int64
}

// sourced is an event and the resource that it comes from.
type sourced struct {
	event.Event
	from source
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

type eventKey struct {
	runID, producer string
	seq             uint64
}

var batches = sync.Pool{New: func() any {
	return &batch{seen: map[eventKey]struct{}{}, ends: map[string]event.Mark{}}
}}

func newBatch() *batch { return batches.Get().(*batch) }

func (b *batch) release() {
	clear(b.events) // the strings are those of the request
	b.items, b.events = b.items[:0], b.events[:0]
	clear(b.seen)
	clear(b.ends)
	b.malformed, b.duplicates, b.illegal = 0, 0, 0
	batches.Put(b)
}

// decode reads the events of the request.
func (b *batch) decode(logs plog.Logs) {
	for _, resource := range logs.ResourceLogs().All() {
		from := sourceOf(resource.Resource().Attributes())
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				b.items = append(b.items, item{event: b.decodeRecord(record, from)})
			}
		}
	}
}

func (b *batch) decodeRecord(record plog.LogRecord, from source) int32 {
	kind := event.KindOfRecord(record)
	if kind == event.Unknown || kind == event.RunDispatchRefused {
		return noEvent // a refusal made no run
	}
	b.events = append(b.events, sourced{from: from})
	last := len(b.events) - 1
	if err := event.Decode(kind, record, &b.events[last].Event); err != nil {
		b.events = b.events[:last]
		b.malformed++
		return noEvent
	}
	return int32(last)
}

// sift decides which records pass. It only looks: what passes is taken when it was handed on, so that a request that the
// next component refuses can be sent again.
func (b *batch) sift(runs *tracker.Tracker[runState]) {
	for at := range b.items {
		one := &b.items[at]
		if one.event == noEvent {
			continue
		}
		e := &b.events[one.event].Event
		switch {
		case b.isDuplicate(runs, e):
			one.verdict = drop
			b.duplicates++
		case e.Kind == event.RunHeartbeat:
			one.verdict = drop // it is for us only
		case e.Kind.Outcome() != event.NoOutcome && e.Kind != event.RunLost:
			b.ends[e.RunID] = earliest(b.ends, e)
		}
	}
	for at := range b.items {
		one := &b.items[at]
		if one.event == noEvent || one.verdict != pass {
			continue
		}
		if e := &b.events[one.event].Event; e.Kind.IsTransition() && b.isIllegal(runs, e) {
			one.verdict = passMarked
			b.illegal++
		}
	}
}

func (b *batch) isDuplicate(runs *tracker.Tracker[runState], e *event.Event) bool {
	if run := runs.Find(e.RunID); run != nil && run.HasSeen(e.Producer, e.Seq) {
		return true
	}
	before := len(b.seen)
	b.seen[eventKey{e.RunID, e.Producer, e.Seq}] = struct{}{}
	return len(b.seen) == before
}

func (b *batch) isIllegal(runs *tracker.Tracker[runState], e *event.Event) bool {
	if run := runs.Find(e.RunID); run != nil && run.IsIllegal(e) {
		return true
	}
	end, ok := b.ends[e.RunID]
	return ok && e.Kind != event.RunLost && e.Mark().After(end)
}

func earliest(ends map[string]event.Mark, e *event.Event) event.Mark {
	if known, ok := ends[e.RunID]; ok && known.Compare(e.Mark()) < 0 {
		return known
	}
	return e.Mark()
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
					record.Attributes().PutBool(illegalKey, true)
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
