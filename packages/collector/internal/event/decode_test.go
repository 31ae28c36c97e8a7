package event_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/conformance"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

func TestDecodesEveryEventOfTheConformanceCases(t *testing.T) {
	for _, c := range conformance.Cases(t) {
		t.Run(c.Name, func(t *testing.T) {
			for _, record := range c.Records {
				attributes := record.Attributes().AsRaw()
				var e event.Event
				require.NoError(t, event.Decode(event.KindOfRecord(record), record, &e))

				assert.Equal(t, attributes["event"], e.Kind.String())
				assert.Equal(t, attributes["workflow.run.id"], e.RunID)
				assert.Equal(t, attributes["workflow.event.producer"], e.Producer)
				assert.InDelta(t, attributes["workflow.event.seq"], e.Seq, 0)
				assert.Equal(t, attributes["workflow.name"], e.Workflow)
				assert.Equal(t, record.Timestamp().AsTime().UnixMicro(), int64(e.Time))
				assert.Equal(t, strings.Contains(e.Kind.String(), ".step.") || attributes["workflow.step.seq"] != nil, e.IsStep)
				assert.Equal(t, attributes["workflow.event.inferred"] == true, e.Inferred)
				if e.Kind == event.RunRunning || e.Kind == event.RunQueued {
					assert.Equal(t, textOf(attributes["workflow.version"]), e.Description.Version)
					assert.Equal(t, textOf(attributes["workflow.business_event.id"]), e.Description.BusinessEventID)
				} else {
					assert.Nil(t, e.Description)
				}
			}
		})
	}
}

func textOf(value any) string {
	text, _ := value.(string)
	return text
}

func TestKnowsAnEventByEitherOfItsNames(t *testing.T) {
	run := eventtest.NewRun(eventtest.NewClock(), "nightly")
	record := run.Queued()
	assert.Equal(t, event.RunQueued, event.KindOfRecord(record))

	record.SetEventName("")
	assert.Equal(t, event.RunQueued, event.KindOfRecord(record), "by its attribute alone")

	record.SetEventName("workflow.run.queued")
	record.Attributes().Remove("event")
	assert.Equal(t, event.RunQueued, event.KindOfRecord(record), "by its name alone")

	for _, other := range []func(){
		func() { record.SetEventName("browser.page_view") },
		func() { record.SetEventName(""); record.Attributes().PutStr("event", "page_view") },
		func() { record.Attributes().PutInt("event", 7) },
		func() { record.Attributes().Remove("event") },
	} {
		other()
		assert.Equal(t, event.Unknown, event.KindOfRecord(record))
	}
}

func TestSaysWhatAnEventLacks(t *testing.T) {
	for name, c := range map[string]struct {
		kind  event.Kind
		spoil func(record plog.LogRecord)
		want  error
	}{
		"no run":        {event.RunRunning, without("workflow.run.id"), event.ErrNoRun},
		"an empty run":  {event.RunRunning, with("workflow.run.id", ""), event.ErrNoRun},
		"a run of ints": {event.RunRunning, with("workflow.run.id", 7), event.ErrNoRun},
		"no producer":   {event.RunRunning, without("workflow.event.producer"), event.ErrNoProducer},
		"no seq":        {event.RunRunning, without("workflow.event.seq"), event.ErrBadSeq},
		"a seq below 0": {event.RunRunning, with("workflow.event.seq", -1), event.ErrBadSeq},
		"half a seq":    {event.RunRunning, with("workflow.event.seq", 0.5), event.ErrBadSeq},
		"a seq beyond what a JavaScript number holds": {
			event.RunRunning, with("workflow.event.seq", 1<<53), event.ErrBadSeq,
		},
		"a seq that is no number": {event.RunRunning, with("workflow.event.seq", "0"), event.ErrBadSeq},
		"a seq that is NaN":       {event.RunRunning, with("workflow.event.seq", math.NaN()), event.ErrBadSeq},
		"no workflow":             {event.RunRunning, without("workflow.name"), event.ErrNoWorkflow},
		"no timestamp": {
			event.RunRunning, func(record plog.LogRecord) { record.SetTimestamp(0) }, event.ErrNoTimestamp,
		},
		"a roll-up without an outcome":      {event.RunCompleted, without("workflow.run.outcome"), event.ErrBadOutcome},
		"a roll-up with an unknown outcome": {event.RunCompleted, with("workflow.run.outcome", "fine"), event.ErrBadOutcome},
		"a refusal, which made no run":      {event.RunDispatchRefused, without("workflow.run.id"), event.ErrNoRun},
	} {
		t.Run(name, func(t *testing.T) {
			record := eventtest.NewRun(eventtest.NewClock(), "nightly").Say(c.kind, eventtest.Attributes{
				"workflow.run.outcome": "succeeded",
			})
			var e event.Event
			require.NoError(t, event.Decode(c.kind, record, &e))
			c.spoil(record)
			assert.ErrorIs(t, event.Decode(c.kind, record, &e), c.want)
		})
	}
}

func without(name string) func(plog.LogRecord) {
	return func(record plog.LogRecord) { record.Attributes().Remove(name) }
}

func with(name string, value any) func(plog.LogRecord) {
	return func(record plog.LogRecord) {
		if err := record.Attributes().PutEmpty(name).FromRaw(value); err != nil {
			panic(err)
		}
	}
}

func TestTakesAFieldOfAWrongTypeForAbsent(t *testing.T) {
	run := eventtest.NewRun(eventtest.NewClock(), "nightly")
	record := run.RunningWith(eventtest.Attributes{
		event.AttrVersion: 1.8, event.AttrTags: "eu", event.AttrRunAttempt: "second",
		"workflow.event.heartbeat_interval_ms": "15000", "workflow.event.inferred": "true",
	})
	var e event.Event
	require.NoError(t, event.Decode(event.RunRunning, record, &e))
	assert.Equal(t, &event.Description{}, e.Description)
	assert.Zero(t, e.HeartbeatInterval)
	assert.False(t, e.Inferred)
}

func TestTakesADurationThatCannotBeForNone(t *testing.T) {
	run := eventtest.NewRun(eventtest.NewClock(), "nightly")
	for _, duration := range []float64{-1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		record := run.Say(event.StepCompleted, eventtest.Attributes{
			event.AttrStepDuration: duration, "workflow.usage.tokens": duration,
		})
		var e event.Event
		require.NoError(t, event.Decode(event.StepCompleted, record, &e))
		assert.Zero(t, e.Duration, "%v", duration)
		assert.Equal(t, []event.Usage{{Name: "tokens"}}, e.Usage, "%v", duration)
	}
}

func TestDecodesIntoAnEventThatWasAnother(t *testing.T) {
	run := eventtest.NewRun(eventtest.NewClock(), "nightly")
	first := run.Running()
	second := run.StepCompleted("extract", time.Second, eventtest.Attributes{"tokens": 12})
	third := run.Heartbeat()

	var e event.Event
	for _, record := range []plog.LogRecord{first, second, third} {
		var fresh event.Event
		require.NoError(t, event.Decode(event.KindOfRecord(record), record, &fresh))
		require.NoError(t, event.Decode(event.KindOfRecord(record), record, &e))
		fresh.Usage = append([]event.Usage{}, fresh.Usage...)
		e.Usage = append([]event.Usage{}, e.Usage...)
		assert.Equal(t, fresh, e)
	}
}

func TestOrdersMarksByTimeThenProducerThenNumber(t *testing.T) {
	inOrder := []event.Mark{
		{},
		{Time: 1, Producer: "a", Seq: 9},
		{Time: 2, Producer: "a", Seq: 0},
		{Time: 2, Producer: "a", Seq: 1},
		{Time: 2, Producer: "b", Seq: 0},
		{Time: 3, Producer: "a", Seq: 0},
	}
	for at, a := range inOrder {
		for nth, b := range inOrder {
			assert.Equal(t, at > nth, a.After(b), "%v after %v", a, b)
			assert.Equal(t, at == nth, a.Compare(b) == 0, "%v and %v", a, b)
		}
	}
	assert.True(t, inOrder[0].IsZero())
	assert.False(t, inOrder[1].IsZero())
}

func TestReadsTimesToTheMicrosecond(t *testing.T) {
	record := eventtest.NewRun(eventtest.NewClock(), "nightly").Queued()
	at := time.Date(2026, time.April, 24, 14, 30, 22, 123_456_789, time.UTC)
	record.SetTimestamp(pcommon.NewTimestampFromTime(at))
	var e event.Event
	require.NoError(t, event.Decode(event.RunQueued, record, &e))
	assert.Equal(t, at.Truncate(time.Microsecond), time.UnixMicro(int64(e.Time)).UTC())
}
