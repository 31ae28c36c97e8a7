package fold

import (
	"cmp"
	"math"
	"strings"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

// mark is an event.Mark in half of its size: a run has many, and there are many runs. It names its producer by its place
// in the run's list of them, counted from one; no place is no mark.
type mark struct {
	time  event.Time
	place uint32
	seq   uint32
}

func (m mark) isZero() bool { return m.place == 0 }

// noted returns the mark of an event whose producer is in a certain place.
func noted(at event.Mark, place int) mark {
	return mark{time: at.Time, place: uint32(place) + 1, seq: uint32(min(at.Seq, math.MaxUint32))}
}

// full returns the mark as others know it.
func (r *Run) full(m mark) event.Mark {
	if m.isZero() {
		return event.Mark{}
	}
	return event.Mark{Time: m.time, Producer: r.seen[m.place-1].name, Seq: uint64(m.seq)}
}

// compare orders two marks of the run; none comes before all others.
func (r *Run) compare(a, b mark) int {
	switch {
	case a.time != b.time:
		return cmp.Compare(a.time, b.time)
	case a.place == b.place:
		return cmp.Compare(a.seq, b.seq)
	case a.isZero() || b.isZero():
		return cmp.Compare(a.place, b.place)
	default:
		return strings.Compare(r.seen[a.place-1].name, r.seen[b.place-1].name)
	}
}

func (r *Run) after(a, b mark) bool { return r.compare(a, b) > 0 }

func (r *Run) later(kept, candidate mark) mark {
	if kept.isZero() || r.after(candidate, kept) {
		return candidate
	}
	return kept
}

func (r *Run) earlier(kept, candidate mark) mark {
	if kept.isZero() || r.after(kept, candidate) {
		return candidate
	}
	return kept
}
