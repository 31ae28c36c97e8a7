package tracker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
)

// note is what a component could keep for a run.
type note struct{ text string }

type noteCodec struct{}

func (noteCodec) Write(state *note, w *binary.Writer) { w.Text(state.text) }
func (noteCodec) Read(state *note, r *binary.Reader, intern func(string) string) {
	state.text = intern(r.Text())
}
func (noteCodec) AtRest(state *note) bool { return state.text != busy }

// busy is the note of a run with which the component is not done.
const busy = "busy"

const window = 24 * time.Hour

// fixture is a tracker, a clock, and whom the tracker forgot.
type fixture struct {
	*tracker.Tracker[note]
	t     *testing.T
	clock *eventtest.Clock
	// forgotten has the ids of runs, those that were evicted with a minus before it.
	forgotten []string
}

func newFixture(t *testing.T, maxRuns int) *fixture {
	f := &fixture{t: t, clock: eventtest.NewClock()}
	f.Tracker = f.anew(maxRuns)
	return f
}

func (f *fixture) anew(maxRuns int) *tracker.Tracker[note] {
	config := tracker.Config{DedupWindow: window, MaxRuns: maxRuns}
	return tracker.New(config, noteCodec{}, func(entry *tracker.Entry[note], evicted bool) {
		if evicted {
			f.forgotten = append(f.forgotten, "-"+entry.ID)
		} else {
			f.forgotten = append(f.forgotten, entry.ID)
		}
	})
}

func (f *fixture) run(id string) *eventtest.Run { return eventtest.NewRun(f.clock, id) }

func (f *fixture) now() event.Time { return event.Time(f.clock.Now().UnixMicro()) }

// take delivers records now, and says what became of the last of them.
func (f *fixture) take(records ...plog.LogRecord) (entry *tracker.Entry[note], result tracker.Result) {
	f.t.Helper()
	for _, record := range records {
		var e event.Event
		require.NoError(f.t, event.Decode(event.KindOfRecord(record), record, &e))
		entry, result = f.Take(&e, f.now())
	}
	return entry, result
}

// ids are those of all runs, in the order of the tracker: the open ones first, of each kind the next to be evicted.
func (f *fixture) ids() []string {
	ids := []string{}
	f.Each(func(entry *tracker.Entry[note]) { ids = append(ids, entry.ID) })
	return ids
}
