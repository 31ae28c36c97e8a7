package fold

import (
	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/event"
)

// packed is a description in the form in which it is saved: it is rarely read, and unpacked it takes four times the room.
type packed string

// pack leaves out a trace id that follows from the run id.
func pack(d *event.Description, runID string) packed {
	var w binary.Writer
	whole := *d
	if id, ok := event.ParseTraceID(whole.TraceID); ok && id == event.TraceIDOf(runID) {
		whole.TraceID = ""
	}
	for _, text := range whole.Texts() {
		w.Text(*text)
	}
	w.Int(whole.RunAttempt)
	w.Bool(whole.HasQueueWait)
	w.Float(whole.QueueWait)
	w.Bool(whole.Tags != nil)
	w.Uint(uint64(len(whole.Tags)))
	for _, tag := range whole.Tags {
		w.Text(tag)
	}
	return packed(w.Bytes)
}

func (p packed) unpack() *event.Description {
	r := binary.NewReader([]byte(p))
	d := &event.Description{}
	for _, text := range d.Texts() {
		*text = r.Text()
	}
	d.RunAttempt = r.Int()
	d.HasQueueWait = r.Bool()
	d.QueueWait = r.Float()
	hasTags := r.Bool()
	d.Tags = readList(r, r.Text)
	if hasTags && d.Tags == nil {
		d.Tags = []string{}
	}
	return d
}

// Description returns who and what the run is for, empty until it is known; what `running` leaves open, `queued` fills.
func (r *Run) Description() *event.Description {
	switch {
	case r.running == nil && r.queued == nil:
		return &event.Description{}
	case r.running == nil:
		return r.queued.packed.unpack()
	case r.queued == nil:
		return r.running.packed.unpack()
	default:
		return filled(r.running.packed.unpack(), r.queued.packed.unpack())
	}
}

func filled(whole, rest *event.Description) *event.Description {
	from := rest.Texts()
	for at, text := range whole.Texts() {
		if *text == "" {
			*text = *from[at]
		}
	}
	if whole.RunAttempt == 0 {
		whole.RunAttempt = rest.RunAttempt
	}
	if whole.Tags == nil {
		whole.Tags = rest.Tags
	}
	return whole
}
