package tracker

import (
	"slices"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/event"
)

// packed are the runs that said their last word, each as the bytes that are saved of it. Few runs are open and many are
// remembered: a remembered one is no object of its own, so that it costs little memory and the garbage collector nothing.
type packed struct {
	runs map[string]packedRun
	// order has the runs by when they ended, the first one first; those that are not packed any more are skipped.
	order []packedAt
}

type packedRun struct {
	// bytes is a piece of the text that holds all runs that were packed together; they are forgotten together, too.
	bytes     string
	settledAt event.Time
	slot      uint32
}

type packedAt struct {
	runID     string
	settledAt event.Time
}

func (p *packed) add(id string, run packedRun) {
	p.runs[id] = run
	at := len(p.order)
	for at > 0 && p.order[at-1].settledAt > run.settledAt { // few say that they ended after they were called lost
		at--
	}
	p.order = slices.Insert(p.order, at, packedAt{runID: id, settledAt: run.settledAt})
}

// oldest returns the run that ended first.
func (p *packed) oldest() (first packedAt, ok bool) {
	for len(p.order) > 0 {
		first = p.order[0]
		if run, ok := p.runs[first.runID]; ok && run.settledAt == first.settledAt {
			return first, true
		}
		p.order = p.order[1:]
	}
	return packedAt{}, false
}

// pack packs those of the entries that said their last word, and of which the component has nothing left to do.
func (t *Tracker[S]) pack(entries []*Entry[S]) {
	over := slices.DeleteFunc(entries, func(e *Entry[S]) bool {
		return e.slot == noSlot || e.isPacked || !e.IsOver() || !t.codec.AtRest(&e.State)
	})
	if len(over) == 0 {
		return
	}
	t.buffer.Bytes, t.ends = t.buffer.Bytes[:0], t.ends[:0]
	for _, entry := range over {
		entry.write(&t.buffer, t.codec)
		t.ends = append(t.ends, len(t.buffer.Bytes))
	}
	all, from := string(t.buffer.Bytes), 0
	for nth, entry := range over {
		run := packedRun{bytes: all[from:t.ends[nth]], settledAt: entry.settledAt, slot: entry.slot}
		from = t.ends[nth]
		t.drop(entry)
		entry.isPacked = true
		t.packed.add(binary.FirstText(run.bytes), run) // the id as a piece of the same text
	}
}

// unpacked returns a copy of a packed run; nil if there is none.
func (t *Tracker[S]) unpacked(runID string) *Entry[S] {
	run, ok := t.packed.runs[runID]
	if !ok {
		return nil
	}
	entry := &Entry[S]{slot: run.slot, isPacked: true}
	entry.read(binary.NewReader([]byte(run.bytes)), t.codec, t.Intern)
	return entry
}

// unpack puts the copy of a packed run in its place.
func (t *Tracker[S]) unpack(entry *Entry[S]) {
	delete(t.packed.runs, entry.ID)
	entry.isPacked = false
	t.runs[entry.ID] = entry
	t.settled.append(entry)
}
