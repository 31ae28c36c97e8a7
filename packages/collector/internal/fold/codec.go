package fold

import (
	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/event"
)

// Write writes the run; marks name their producer by its place in the list of producers, which comes first.
func (run *Run) Write(w *binary.Writer) {
	w.Text(run.ID)
	w.Text(run.Workflow)
	w.Uint(uint64(len(run.seen)))
	for _, known := range run.seen {
		w.Text(known.name)
		w.Bool(known.ephemeral)
		w.Uint(uint64(len(known.seen)))
		at := uint64(0)
		for _, seqs := range known.seen {
			w.Uint(seqs.from - at)
			w.Uint(seqs.to - seqs.from)
			at = seqs.to
		}
	}
	run.writeDescribed(w, run.queued)
	run.writeDescribed(w, run.running)
	w.Int(int64(run.queuedAt))
	w.Int(int64(run.updatedAt))
	for _, mark := range []mark{
		run.started, run.entry, run.progress, run.heartbeat, run.interval.mark, run.stalled, run.cancelling, run.handedOff, run.takenOver,
	} {
		run.writeMark(w, mark)
	}
	w.Float(run.interval.value)
	w.Uint(uint64(len(run.holds)))
	for _, held := range run.holds {
		w.Text(held.waitID)
		run.writeMark(w, held.opened)
		w.Bool(held.blocked)
		w.Text(held.waitKind)
		w.Text(held.reason)
		w.Bool(held.closed)
	}
	w.Float(run.waitingMs)
	w.Bool(run.end != nil)
	if run.end != nil {
		run.writeMark(w, run.end.mark)
		w.Uint(uint64(run.end.outcome))
		w.Bool(run.end.inferred)
		w.Float(run.end.durationMs)
		w.Float(run.end.waitingMs)
		w.Bool(run.end.hasWaiting)
	}
	w.Bool(run.rolledUp)
	w.Uint(uint64(len(run.recent)))
	for _, t := range run.recent {
		run.writeMark(w, t.mark)
		w.Uint(uint64(t.kind))
	}
	for _, n := range []uint32{
		run.Steps.Started, run.Steps.Completed, run.Steps.Failed, run.Steps.Skipped, run.Steps.Cancelled, run.Retries, run.Events,
	} {
		w.Uint(uint64(n))
	}
	w.Uint(uint64(len(run.usage)))
	for _, used := range run.usage {
		w.Text(used.Name)
		w.Float(used.Amount)
	}
	w.Uint(uint64(len(run.tags)))
	for _, change := range run.tags {
		w.Text(change.tag)
		run.writeMark(w, change.mark)
		w.Uint(uint64(change.nth))
		w.Bool(change.present)
	}
}

// Read reads what Write wrote; the reader's Err says whether it was that. Texts that many runs share go through intern.
func (run *Run) Read(r *binary.Reader, intern func(string) string) {
	*run = Run{ID: r.Text(), Workflow: intern(r.Text())}
	run.seen = make([]producer, r.Len())
	for at := range run.seen {
		known := producer{name: r.Text(), ephemeral: r.Bool()}
		known.seen = make(seenRanges, r.Len())
		next := uint64(0)
		for nth := range known.seen {
			from := next + r.Uint()
			next = from + r.Uint()
			known.seen[nth] = seqRange{from: from, to: next}
		}
		run.seen[at] = known
	}
	run.queued = run.readDescribed(r)
	run.running = run.readDescribed(r)
	run.queuedAt = event.Time(r.Int())
	run.updatedAt = event.Time(r.Int())
	for _, mark := range []*mark{
		&run.started, &run.entry, &run.progress, &run.heartbeat, &run.interval.mark, &run.stalled, &run.cancelling,
		&run.handedOff, &run.takenOver,
	} {
		*mark = run.readMark(r)
	}
	run.interval.value = r.Float()
	run.holds = readList(r, func() hold {
		return hold{
			waitID: r.Text(), opened: run.readMark(r), blocked: r.Bool(), waitKind: intern(r.Text()), reason: r.Text(),
			closed: r.Bool(),
		}
	})
	run.waitingMs = r.Float()
	if r.Bool() {
		run.end = &end{
			mark: run.readMark(r), outcome: readOutcome(r), inferred: r.Bool(), durationMs: r.Float(), waitingMs: r.Float(),
			hasWaiting: r.Bool(),
		}
	}
	run.rolledUp = r.Bool()
	run.recent = readList(r, func() transition { return transition{mark: run.readMark(r), kind: readKind(r)} })
	for _, n := range []*uint32{
		&run.Steps.Started, &run.Steps.Completed, &run.Steps.Failed, &run.Steps.Skipped, &run.Steps.Cancelled, &run.Retries,
		&run.Events,
	} {
		*n = uint32(r.Uint())
	}
	run.usage = readList(r, func() event.Usage { return event.Usage{Name: intern(r.Text()), Amount: r.Float()} })
	run.tags = readList(r, func() tagChange {
		return tagChange{tag: r.Text(), mark: run.readMark(r), nth: int(r.Uint()), present: r.Bool()}
	})
}

// writeMark writes nothing but a zero for a mark that is none.
func (run *Run) writeMark(w *binary.Writer, m mark) {
	w.Uint(uint64(m.place))
	if !m.isZero() {
		w.Int(int64(m.time))
		w.Uint(uint64(m.seq))
	}
}

func (run *Run) readMark(r *binary.Reader) mark {
	place := r.Uint()
	if place == 0 || place > uint64(len(run.seen)) {
		return mark{}
	}
	return mark{place: uint32(place), time: event.Time(r.Int()), seq: uint32(r.Uint())}
}

func (run *Run) writeDescribed(w *binary.Writer, by *described) {
	w.Bool(by != nil)
	if by != nil {
		run.writeMark(w, by.mark)
		w.Text(string(by.packed))
	}
}

func (run *Run) readDescribed(r *binary.Reader) *described {
	if !r.Bool() {
		return nil
	}
	return &described{mark: run.readMark(r), packed: packed(r.Text())}
}

func readList[T any](r *binary.Reader, read func() T) []T {
	length := r.Len()
	if length == 0 {
		return nil
	}
	list := make([]T, length)
	for at := range list {
		list[at] = read()
	}
	return list
}

func readOutcome(r *binary.Reader) event.Outcome {
	return event.Outcome(min(r.Uint(), uint64(event.Lost)))
}

func readKind(r *binary.Reader) event.Kind {
	return event.Kind(min(r.Uint(), uint64(event.ArtifactRecorded)))
}
