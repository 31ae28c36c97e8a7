package fold

import "github.com/runlight/runlight/packages/collector/internal/event"

func (r *Run) QueuedAt() event.Time    { return r.queuedAt }
func (r *Run) ProgressAt() event.Time  { return r.progress.time }
func (r *Run) HeartbeatAt() event.Time { return r.heartbeat.time }

func (r *Run) EachSeen(yield func(producer string, from, to uint64)) {
	for _, known := range r.seen {
		for _, seqs := range known.seen {
			yield(known.name, seqs.from, seqs.to)
		}
	}
}
