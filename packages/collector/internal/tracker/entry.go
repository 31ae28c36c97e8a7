package tracker

import (
	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/fold"
)

// Entry is a run that a Tracker knows, with what the component that owns the tracker keeps for it.
type Entry[S any] struct {
	fold.Run
	// State is the component's own; it calls Changed after it changed what has to outlive a restart.
	State S

	// delay is the smallest difference between an event's time and its arrival: the skew of the sender's clock and the
	// way. An event's time plus the delay is its time on our clock.
	delay    event.Time
	hasDelay bool
	lastSeen event.Time
	// settledAt is when the run's end arrived, zero while it goes on.
	settledAt event.Time

	slot    uint32
	changed bool
	// isPacked tells that this is a copy of a packed run.
	isPacked   bool
	prev, next *Entry[S]
}

// LastSeen returns when the run last showed life, on our clock.
func (e *Entry[S]) LastSeen() event.Time { return e.lastSeen }

// LastSeenOnItsClock returns when the run last showed life, on the clock of its processes. What a watcher says is no life.
func (e *Entry[S]) LastSeenOnItsClock() event.Time { return e.lastSeen - e.delay }

// OnOurClock translates a time that the run's processes told.
func (e *Entry[S]) OnOurClock(at event.Time) event.Time { return at + e.delay }

// OnItsClock translates a time of ours to the clock of the run's processes, so that what a watcher says of the run
// stands in order with what the run said.
func (e *Entry[S]) OnItsClock(at event.Time) event.Time { return max(at-e.delay, e.LastSeenAt()+1) }

// noteArrival keeps the clocks of the run apart from ours, so that constant skew cancels out. What arrives late, because
// it was queued somewhere, counts for when it was said; a heartbeat counts for when it arrives, since nobody keeps one.
func (e *Entry[S]) noteArrival(kind event.Kind, at, received event.Time) {
	if delay := received - at; !e.hasDelay || delay < e.delay {
		e.delay, e.hasDelay = delay, true
	}
	seen := e.OnOurClock(at)
	if kind == event.RunHeartbeat {
		seen = received
	}
	e.lastSeen = max(e.lastSeen, min(seen, received))
}

func (e *Entry[S]) write(w *binary.Writer, codec Codec[S]) {
	e.Run.Write(w)
	w.Int(int64(e.delay))
	w.Bool(e.hasDelay)
	w.Int(int64(e.lastSeen))
	w.Int(int64(e.settledAt))
	codec.Write(&e.State, w)
}

func (e *Entry[S]) read(r *binary.Reader, codec Codec[S], intern func(string) string) {
	e.Run.Read(r, intern)
	e.delay = event.Time(r.Int())
	e.hasDelay = r.Bool()
	e.lastSeen = event.Time(r.Int())
	e.settledAt = event.Time(r.Int())
	codec.Read(&e.State, r, intern)
}

// list is a doubly linked list of entries; an entry is in one list at most.
type list[S any] struct {
	first, last *Entry[S]
	len         int
}

func (l *list[S]) append(e *Entry[S]) {
	e.prev, e.next = l.last, nil
	if l.last != nil {
		l.last.next = e
	} else {
		l.first = e
	}
	l.last = e
	l.len++
}

func (l *list[S]) remove(e *Entry[S]) {
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		l.first = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	} else {
		l.last = e.prev
	}
	e.prev, e.next = nil, nil
	l.len--
}
