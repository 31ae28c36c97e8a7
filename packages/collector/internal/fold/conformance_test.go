package fold_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/conformance"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/fold"
)

// What only files and pages show, and a Collector has no use for.
var shownElsewhere = []string{
	"line_step", "entry_step", "last_started_step", "last_completed_step", "last_failed_step", "active_steps",
	"abandoned_steps", "annotations", "hitl", "route",
}

func TestAgreesWithTheContractOnEveryCase(t *testing.T) {
	for _, c := range conformance.Cases(t) {
		t.Run(c.Name, func(t *testing.T) {
			run := folded(t, c.RunID, c.Records)
			want := wanted(c)
			assert.Equal(t, want, summaryOf(run, event.Time(c.Now*1000)))

			for seed := range uint64(20) {
				shuffled := shuffledAndDoubled(c.Records, seed)
				assert.Equal(t, want, summaryOf(folded(t, c.RunID, shuffled), event.Time(c.Now*1000)), "seed %d", seed)
			}
		})
	}
}

func folded(t *testing.T, runID string, records []plog.LogRecord) *fold.Run {
	t.Helper()
	run := fold.NewRun(runID)
	for _, record := range records {
		var e event.Event
		kind := event.KindOfRecord(record)
		require.NotEqual(t, event.Unknown, kind, "%s is no event", record.EventName())
		require.NoError(t, event.Decode(kind, record, &e))
		run.Advance(&e)
	}
	return run
}

func shuffledAndDoubled(records []plog.LogRecord, seed uint64) []plog.LogRecord {
	random := rand.New(rand.NewPCG(seed, 1))
	shuffled := append([]plog.LogRecord(nil), records...)
	for _, record := range records {
		if random.IntN(3) == 0 {
			shuffled = append(shuffled, record)
		}
	}
	random.Shuffle(len(shuffled), func(a, b int) { shuffled[a], shuffled[b] = shuffled[b], shuffled[a] })
	return shuffled
}

func wanted(c conformance.Case) map[string]any {
	want := map[string]any{}
	for key, value := range c.State {
		want[key] = value
	}
	for _, key := range shownElsewhere {
		delete(want, key)
	}
	if held, ok := want["held_by"].(map[string]any); ok {
		want["held_by"] = map[string]any{"status": held["status"], "kind": held["kind"], "reason": held["reason"]}
	}
	return want
}

func summaryOf(run *fold.Run, now event.Time) map[string]any {
	outcome, inferred := run.Outcome()
	status := run.Status().String()
	summary := map[string]any{
		"run_id": run.ID, "workflow_name": run.Workflow, "outcome": nil, "inferred": nil, "ended_at": nil, "held_by": nil,
		"queued_at": timeText(run.QueuedAt()), "started_at": timeText(run.StartedAt()),
		"updated_at": timeText(run.LastSeenAt()), "progress_at": timeText(run.ProgressAt()),
		"heartbeat_at": timeText(run.HeartbeatAt()),
		"duration_ms":  run.DurationMs(now), "waiting_ms": run.WaitingMs(now),
		"steps": map[string]any{
			"started": float64(run.Steps.Started), "completed": float64(run.Steps.Completed),
			"failed": float64(run.Steps.Failed), "skipped": float64(run.Steps.Skipped),
			"cancelled": float64(run.Steps.Cancelled),
		},
		"retries": float64(run.Retries), "first_pass": run.IsFirstPass(), "events": float64(run.Events),
		"illegal_transitions": float64(run.IllegalTransitions()), "seen": map[string]any{}, "usage": map[string]any{},
		"tags": []any{},
	}
	if outcome != event.NoOutcome {
		status = outcome.String()
		summary["outcome"], summary["inferred"] = status, inferred
		summary["ended_at"] = timeText(run.EndedAt())
	}
	summary["status"] = status
	if held, ok := run.Held(); ok {
		by := map[string]any{"status": "waiting", "kind": textOrNil(held.WaitKind), "reason": textOrNil(held.Reason)}
		if held.Blocked {
			by["status"] = "blocked"
		}
		summary["held_by"] = by
	}
	for _, tag := range run.Tags() {
		summary["tags"] = append(summary["tags"].([]any), tag)
	}
	for _, used := range run.Usage() {
		summary["usage"].(map[string]any)[used.Name] = used.Amount
	}
	run.EachSeen(func(producer string, from, to uint64) {
		seen := summary["seen"].(map[string]any)
		ranges, _ := seen[producer].([]any)
		seen[producer] = append(ranges, []any{float64(from), float64(to)})
	})
	return summary
}

func timeText(at event.Time) any {
	if at == 0 {
		return nil
	}
	return time.UnixMicro(int64(at)).UTC().Format("2006-01-02T15:04:05.000000Z")
}

func textOrNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func TestIsTheSameRunAfterARestart(t *testing.T) {
	for _, c := range conformance.Cases(t) {
		t.Run(c.Name, func(t *testing.T) {
			for cut := range len(c.Records) + 1 {
				before := folded(t, c.RunID, c.Records[:cut])
				run := reread(t, before)
				assert.Equal(t, before.HeartbeatInterval(), run.HeartbeatInterval())
				assert.Equal(t, before.IsExecuting(), run.IsExecuting())
				assert.Equal(t, before.IsHeardOfAgain(), run.IsHeardOfAgain())
				assert.Equal(t, before.Description(), run.Description())
				for _, record := range c.Records {
					var e event.Event
					require.NoError(t, event.Decode(event.KindOfRecord(record), record, &e))
					run.Advance(&e)
				}
				assert.Equal(t, wanted(c), summaryOf(run, event.Time(c.Now*1000)), "read after %d events", cut)
			}
		})
	}
}

func reread(t *testing.T, run *fold.Run) *fold.Run {
	t.Helper()
	var w binary.Writer
	run.Write(&w)
	for length := range len(w.Bytes) {
		r := binary.NewReader(w.Bytes[:length])
		new(fold.Run).Read(r, func(text string) string { return text })
		require.ErrorIs(t, r.Err(), binary.ErrCorrupt, "cut at %d of %d", length, len(w.Bytes))
	}
	r := binary.NewReader(w.Bytes)
	again := new(fold.Run)
	again.Read(r, func(text string) string { return text })
	require.NoError(t, r.Err())
	require.Zero(t, r.Rest())
	return again
}
