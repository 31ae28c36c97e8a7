package fold

import "github.com/runlight/runlight/packages/collector/internal/event"

// producer is one process's part in a run, and which of its events were folded.
type producer struct {
	name string
	seen seenRanges
	// ephemeral producers number what is not stored (heartbeats): their gaps mean nothing.
	ephemeral bool
}

// seenRanges are sorted, disjoint, half-open ranges of seqs. Their number is one more than that of the gaps.
type seenRanges []seqRange

type seqRange struct{ from, to uint64 }

// add notes a seq; false if it was noted before.
func (s *seenRanges) add(seq uint64) bool {
	ranges := *s
	at := len(ranges)
	for at > 0 && ranges[at-1].from > seq { // nearly always the last one: search from there
		at--
	}
	if at > 0 && seq < ranges[at-1].to {
		return false
	}
	extendsBefore := at > 0 && ranges[at-1].to == seq
	extendsAfter := at < len(ranges) && ranges[at].from == seq+1
	switch {
	case extendsBefore && extendsAfter:
		ranges[at-1].to = ranges[at].to
		*s = append(ranges[:at], ranges[at+1:]...)
	case extendsBefore:
		ranges[at-1].to = seq + 1
	case extendsAfter:
		ranges[at].from = seq
	default:
		ranges = append(ranges, seqRange{})
		copy(ranges[at+1:], ranges[at:])
		ranges[at] = seqRange{from: seq, to: seq + 1}
		*s = ranges
	}
	return true
}

// has tells whether a seq was noted.
func (s seenRanges) has(seq uint64) bool {
	for at := len(s) - 1; at >= 0; at-- {
		if seq >= s[at].from {
			return seq < s[at].to
		}
	}
	return false
}

// missing counts the seqs below the highest noted one that were not noted.
func (s seenRanges) missing() uint64 {
	var missing, next uint64
	for _, seqs := range s {
		missing += seqs.from - next
		next = seqs.to
	}
	return missing
}

// Seen is which events of a run passed, for one who keeps nothing else of it.
type Seen struct{ producers []producer }

// Add notes an event; false if it was noted before.
func (s *Seen) Add(name string, seq uint64) bool {
	for at := range s.producers {
		if known := &s.producers[at]; known.name == name {
			return known.seen.add(seq)
		}
	}
	s.producers = append(s.producers, producer{name: name, seen: seenRanges{{from: seq, to: seq + 1}}})
	return true
}

// Has tells whether an event was noted.
func (s *Seen) Has(name string, seq uint64) bool { return hasSeen(s.producers, name, seq) }

// HasSeen tells whether an event of the run was folded before.
func (r *Run) HasSeen(producer string, seq uint64) bool { return hasSeen(r.seen, producer, seq) }

func hasSeen(producers []producer, name string, seq uint64) bool {
	for at := range producers {
		if producers[at].name == name {
			return producers[at].seen.has(seq)
		}
	}
	return false
}

// Missing counts the events that were lost on the way: gaps in the numbering of those who told of the run.
func (r *Run) Missing() uint64 {
	var missing uint64
	for at := range r.seen {
		if !r.seen[at].ephemeral {
			missing += r.seen[at].seen.missing()
		}
	}
	return missing
}

// markSeen notes the event of a mark; false if it was noted before.
func (r *Run) markSeen(at event.Mark, ephemeral bool) (mark, bool) {
	for place := range r.seen {
		if known := &r.seen[place]; known.name == at.Producer {
			return noted(at, place), known.seen.add(at.Seq)
		}
	}
	seen := seenRanges{{from: at.Seq, to: at.Seq + 1}}
	r.seen = append(r.seen, producer{name: at.Producer, seen: seen, ephemeral: ephemeral})
	return noted(at, len(r.seen)-1), true
}
