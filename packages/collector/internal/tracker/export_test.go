package tracker

import (
	"cmp"
	"slices"
)

// Each visits every run, the open ones first, of each kind the next to be evicted.
func (t *Tracker[S]) Each(visit func(*Entry[S])) {
	for entry := t.open.first; entry != nil; entry = entry.next {
		visit(entry)
	}
	var ended []*Entry[S]
	for entry := t.settled.first; entry != nil; entry = entry.next {
		ended = append(ended, entry)
	}
	for id := range t.packed.runs {
		ended = append(ended, t.unpacked(id))
	}
	slices.SortStableFunc(ended, func(a, b *Entry[S]) int { return cmp.Compare(a.settledAt, b.settledAt) })
	for _, entry := range ended {
		visit(entry)
	}
}

// Packed returns how many runs are kept packed.
func (t *Tracker[S]) Packed() int { return len(t.packed.runs) }
