package workflowrunprocessor

import (
	"container/heap"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

// deadlines says which runs have to be looked at next.
//
// A deadline that moves into the future, as each heartbeat moves one, stays where it is in the heap: when it is reached,
// the run is looked at and its deadline set anew. So a sign of life costs nothing here, and the heap has about one item
// for each run.
type deadlines struct{ heap deadlineHeap }

type deadline struct {
	at  event.Time
	run *entry
}

// set makes sure that the run is looked at by then.
func (d *deadlines) set(run *entry, at event.Time) {
	if run.State.due != 0 && run.State.due <= at {
		return
	}
	run.State.due = at
	heap.Push(&d.heap, deadline{at: at, run: run})
}

// next returns a run whose time has come, nil if there is none.
func (d *deadlines) next(now event.Time) *entry {
	for len(d.heap) > 0 && d.heap[0].at <= now {
		reached := heap.Pop(&d.heap).(deadline) // it is what Push was given
		if reached.run.State.due == reached.at {
			reached.run.State.due = 0
			return reached.run
		}
	}
	return nil
}

// forget lets go of a run; its item is skipped when it is reached.
func (d *deadlines) forget(run *entry) { run.State.due = 0 }

type deadlineHeap []deadline

func (h deadlineHeap) Len() int           { return len(h) }
func (h deadlineHeap) Less(a, b int) bool { return h[a].at < h[b].at }
func (h deadlineHeap) Swap(a, b int)      { h[a], h[b] = h[b], h[a] }
func (h *deadlineHeap) Push(item any)     { *h = append(*h, item.(deadline)) }
func (h *deadlineHeap) Pop() any {
	last := len(*h) - 1
	item := (*h)[last]
	(*h)[last] = deadline{}
	*h = (*h)[:last]
	return item
}
