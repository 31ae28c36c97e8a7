package fold_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/conformance"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/fold"
)

// FuzzRead: bytes that nobody wrote are refused, or are a run that can be looked at, written and read like any other.
func FuzzRead(f *testing.F) {
	for _, c := range conformance.Cases(f) {
		run := fold.NewRun(c.RunID)
		for _, record := range c.Records {
			var e event.Event
			require.NoError(f, event.Decode(event.KindOfRecord(record), record, &e))
			run.Advance(&e)
		}
		var w binary.Writer
		run.Write(&w)
		f.Add(w.Bytes)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := binary.NewReader(data)
		var run fold.Run
		run.Read(r, func(text string) string { return text })
		if r.Err() != nil {
			return
		}
		lookAtAllOf(&run)
		first := written(&run)
		again := binary.NewReader(first)
		var reread fold.Run
		reread.Read(again, func(text string) string { return text })
		require.NoError(t, again.Err())
		require.Zero(t, again.Rest())
		require.Equal(t, first, written(&reread))

		late := event.Event{Kind: event.RunWaiting, Time: 1, RunID: run.ID, Producer: "late", Workflow: "w", WaitID: "w"}
		run.Advance(&late)
		lookAtAllOf(&run)
	})
}

func written(run *fold.Run) []byte {
	var w binary.Writer
	run.Write(&w)
	return w.Bytes
}

func lookAtAllOf(run *fold.Run) {
	now := event.Time(1 << 50)
	_ = run.Status().String()
	outcome, _ := run.Outcome()
	_ = outcome.String()
	run.Held()
	run.Description()
	run.Tags()
	run.Trace()
	run.DurationMs(now)
	run.WaitingMs(now)
	run.Missing()
	run.IllegalTransitions()
	run.IsHeardOfAgain()
	run.IsExecuting()
	run.IsFirstPass()
	run.HeartbeatInterval()
}
