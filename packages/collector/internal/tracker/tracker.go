// Package tracker keeps the runs that are open, and for a while those that ended, so that an event counts once however
// often it arrives, and whenever the Collector was restarted.
//
// A Tracker belongs to one component, which guards it with its lock; nothing in here is safe for concurrent use.
package tracker

import (
	"time"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/event"
)

// Config bounds what a tracker keeps.
type Config struct {
	// DedupWindow is how long a run is kept after its end.
	DedupWindow time.Duration
	// MaxRuns is how many runs are kept, those that ended included.
	MaxRuns int
}

// Codec writes and reads what a component keeps for a run.
type Codec[S any] interface {
	Write(state *S, w *binary.Writer)
	Read(state *S, r *binary.Reader, intern func(string) string)
	// AtRest tells whether what Write writes is all that there is to know, and the component has nothing left to do.
	AtRest(state *S) bool
}

// Tracker knows runs by their id.
type Tracker[S any] struct {
	config Config
	codec  Codec[S]
	// runs are those that go on, and those that ended of which more is to be expected.
	runs   map[string]*Entry[S]
	packed packed
	// last is the run that was asked for last: events of a run come together.
	last *Entry[S]
	// open has the run that was heard of last at its end; settled has the run that ended last at its end.
	open, settled list[S]
	// onForget is called with each run before it is forgotten.
	onForget func(entry *Entry[S], evicted bool)

	slots   slots
	changed []*Entry[S]
	forgot  []uint32
	texts   texts
	buffer  binary.Writer
	ends    []int
}

// New returns a tracker without runs.
func New[S any](config Config, codec Codec[S], onForget func(entry *Entry[S], evicted bool)) *Tracker[S] {
	return &Tracker[S]{
		config: config, codec: codec, runs: map[string]*Entry[S]{}, packed: packed{runs: map[string]packedRun{}},
		onForget: onForget, texts: texts{},
	}
}

// Result says what became of an event.
type Result uint8

const (
	// Applied: the event was new and is folded now.
	Applied Result = iota
	// Duplicate: the event was folded before.
	Duplicate
	// TooOld: the run is not known, and the event so old that it may have been forgotten; nobody can tell whether the
	// event was counted before.
	TooOld
)

// Find returns a run, nil if it is not known. What a caller changes of a run that said its last word does not last.
func (t *Tracker[S]) Find(runID string) *Entry[S] {
	if t.last != nil && t.last.ID == runID {
		return t.last
	}
	found := t.runs[runID]
	if found == nil {
		found = t.unpacked(runID)
	}
	if found != nil {
		t.last = found
	}
	return found
}

// Open returns how many runs are kept that have not ended.
func (t *Tracker[S]) Open() int { return t.open.len }

// Len returns how many runs are kept.
func (t *Tracker[S]) Len() int { return len(t.runs) + len(t.packed.runs) }

// Intern returns the tracker's one copy of a text that many runs share.
func (t *Tracker[S]) Intern(text string) string { return t.texts.intern(text) }

// Take folds an event into its run, which it makes known. The entry is nil only for TooOld.
func (t *Tracker[S]) Take(e *event.Event, received event.Time) (*Entry[S], Result) {
	entry := t.Find(e.RunID)
	if entry == nil {
		if e.Time < received-event.Time(t.config.DedupWindow.Microseconds()) {
			return nil, TooOld
		}
		entry = t.add(e.RunID)
	} else if entry.HasSeen(e.Producer, e.Seq) {
		return entry, Duplicate
	}
	late := entry.isPacked
	if late {
		t.unpack(entry)
	}
	t.internTexts(entry, e)
	entry.Advance(e)
	if !e.Inferred {
		entry.noteArrival(e.Kind, e.Time, received)
	}
	t.file(entry, e, received)
	if e.Kind != event.RunHeartbeat || late {
		t.Changed(entry) // what only a heartbeat changed need not outlive a restart: the grace period covers it
	}
	return entry, Applied
}

// file puts a run among those that ended, or, when it was heard of, at the end of those that go on; a run that was called
// lost can go on.
func (t *Tracker[S]) file(entry *Entry[S], e *event.Event, received event.Time) {
	outcome, _ := entry.Outcome()
	ended := outcome != event.NoOutcome
	if ended == (entry.settledAt != 0) && (ended || e.Inferred || t.open.last == entry) {
		return
	}
	if entry.settledAt != 0 {
		t.settled.remove(entry)
	} else {
		t.open.remove(entry)
	}
	if ended {
		entry.settledAt = received
		t.settled.append(entry)
	} else {
		entry.settledAt = 0
		t.open.append(entry)
	}
}

// Changed notes that an entry has to be saved.
func (t *Tracker[S]) Changed(entry *Entry[S]) {
	if !entry.changed {
		entry.changed = true
		t.changed = append(t.changed, entry)
	}
}

// Expire forgets the runs that ended longer ago than the window is long.
func (t *Tracker[S]) Expire(now event.Time) {
	oldest := now - event.Time(t.config.DedupWindow.Microseconds())
	for first := t.firstSettled(); first != nil && first.settledAt < oldest; first = t.firstSettled() {
		t.forget(first, false)
	}
}

// firstSettled returns the run that ended first, nil if none has.
func (t *Tracker[S]) firstSettled() *Entry[S] {
	first := t.settled.first
	if run, ok := t.packed.oldest(); ok && (first == nil || run.settledAt < first.settledAt) {
		return t.unpacked(run.runID)
	}
	return first
}

func (t *Tracker[S]) add(runID string) *Entry[S] {
	if t.Len() >= t.config.MaxRuns {
		t.evict()
	}
	entry := &Entry[S]{slot: t.slots.take()}
	entry.ID = runID
	t.runs[runID] = entry
	t.open.append(entry)
	return entry
}

// evict forgets the run that ended first, or if none has, the one that was silent for longest.
func (t *Tracker[S]) evict() {
	if first := t.firstSettled(); first != nil {
		t.forget(first, true)
	} else if t.open.first != nil {
		t.forget(t.open.first, true)
	}
}

func (t *Tracker[S]) forget(entry *Entry[S], evicted bool) {
	t.onForget(entry, evicted)
	t.drop(entry)
	t.forgot = append(t.forgot, entry.slot)
	entry.slot = noSlot
}

// drop takes an entry from where it is kept.
func (t *Tracker[S]) drop(entry *Entry[S]) {
	switch {
	case entry.isPacked:
		delete(t.packed.runs, entry.ID)
	case entry.settledAt != 0:
		t.settled.remove(entry)
		delete(t.runs, entry.ID)
	default:
		t.open.remove(entry)
		delete(t.runs, entry.ID)
	}
	if t.last != nil && t.last.ID == entry.ID {
		t.last = nil
	}
}

// internTexts lets runs share the texts that are the same for many of them.
func (t *Tracker[S]) internTexts(entry *Entry[S], e *event.Event) {
	if entry.Workflow == e.Workflow {
		e.Workflow = entry.Workflow
	} else {
		e.Workflow = t.Intern(e.Workflow)
	}
	e.WaitKind = t.Intern(e.WaitKind)
	for at := range e.Usage {
		e.Usage[at].Name = t.Intern(e.Usage[at].Name)
	}
}

// texts holds one copy each of a bounded number of texts.
type texts map[string]string

const maxTexts = 1 << 16

func (t texts) intern(text string) string {
	if text == "" {
		return ""
	}
	if kept, ok := t[text]; ok {
		return kept
	}
	if len(t) >= maxTexts {
		clear(t) // the entries keep their copies; what is common will be here again soon
	}
	t[text] = text
	return text
}
