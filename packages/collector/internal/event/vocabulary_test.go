package event_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/conformance"
	"github.com/runlight/runlight/packages/collector/internal/event"
)

func TestKnowsTheEventsOfTheContractAndNoOther(t *testing.T) {
	var known []struct {
		Event          string
		SeverityNumber int32 `json:"severity_number"`
	}
	conformance.Vocabulary(t, "event-names.json", &known)

	kinds := map[event.Kind]bool{}
	for _, one := range known {
		kind := event.KindOf(one.Event)
		require.NotEqual(t, event.Unknown, kind, one.Event)
		assert.Equal(t, one.Event, kind.String())
		assert.Equal(t, plog.SeverityNumber(one.SeverityNumber), kind.Severity(), one.Event)
		kinds[kind] = true
	}
	assert.Len(t, kinds, int(event.ArtifactRecorded), "as many events as the contract has")
	assert.Equal(t, event.Unknown, event.KindOf("workflow.run.exploded"))
	assert.Equal(t, event.Unknown, event.KindOf(""))
}

func TestComputesTheIDsOfTheContract(t *testing.T) {
	type run struct {
		RunID      string `json:"run_id"`
		TraceID    string `json:"trace_id"`
		RootSpanID string `json:"root_span_id"`
	}
	var ids struct {
		Runs    []run
		OwnRuns []run `json:"own_runs"`
	}
	conformance.Vocabulary(t, "ids.json", &ids)
	require.NotEmpty(t, ids.Runs)
	require.NotEmpty(t, ids.OwnRuns)

	for _, one := range append(ids.Runs, ids.OwnRuns...) {
		traceID := event.TraceIDOf(one.RunID)
		assert.Equal(t, one.TraceID, traceID.String(), one.RunID)
		assert.Equal(t, one.RootSpanID, event.RootSpanIDOf(traceID).String(), one.RunID)

		parsed, ok := event.ParseTraceID(one.TraceID)
		assert.True(t, ok)
		assert.Equal(t, traceID, parsed)
	}
}

func TestTellsAULIDFromWhatOnlyLooksLikeOne(t *testing.T) {
	for _, ulid := range []string{
		"run_01JSM0VD2KZ6Q4X9NHT8MW1CDD", "run_01jsm0vd2kz6q4x9nht8mw1cdd", "RUN_01JSM0VD2KZ6Q4X9NHT8MW1CDD",
	} {
		assert.Equal(t, "0196680db453f9ae4ea6b1d229c0b1ad", event.TraceIDOf(ulid).String(), ulid)
	}
	for _, other := range []string{
		"run_81JSM0VD2KZ6Q4X9NHT8MW1CDD",  // more than 128 bits
		"run_0IJSM0VD2KZ6Q4X9NHT8MW1CDD",  // I is no digit
		"run_01JSM0VD2KZ6Q4X9NHT8MW1Cſ",   // 26 bytes, and an S for those who ignore the case of all letters
		"run_01JSM0VD2KZ6Q4X9NHT8MW1CD",   // too short
		"run_01JSM0VD2KZ6Q4X9NHT8MW1CDDD", // too long
		"run_", "01JSM0VD2KZ6Q4X9NHT8MW1CDD", "",
	} {
		sum := sha256.Sum256([]byte("runlight:" + other))
		assert.Equal(t, hex.EncodeToString(sum[:16]), event.TraceIDOf(other).String(), other)
	}
}

func TestEndsARunWithTheOutcomesOfTheContract(t *testing.T) {
	var table struct {
		States map[string]struct{ Phase string }
	}
	conformance.Vocabulary(t, "state-table.json", &table)

	var outcomes []string
	for state, is := range table.States {
		if is.Phase == "terminal" {
			outcomes = append(outcomes, state)
			outcome := event.OutcomeOf(state)
			assert.Equal(t, state, outcome.String())
			assert.Equal(t, outcome, event.KindOf("workflow.run."+state).Outcome())
		} else {
			assert.Equal(t, event.NoOutcome, event.OutcomeOf(state), state)
			assert.Equal(t, event.NoOutcome, event.KindOf("workflow.run."+state).Outcome(), state)
		}
	}
	assert.Len(t, outcomes, len(event.Outcomes))
	assert.Equal(t, event.NoOutcome, event.OutcomeOf(""))
	assert.Equal(t, event.NoOutcome, event.RunCompleted.Outcome(), "the roll-up says which one")
}

func TestRefusesIDsThatAreNone(t *testing.T) {
	for _, text := range []string{
		"", "0", "00000000000000000000000000000000", "4bf92f3577b34da6a3ce929d0e0e473", "4bf92f3577b34da6a3ce929d0e0e47366",
		"4bf92f3577b34da6a3ce929d0e0e473g",
	} {
		_, ok := event.ParseTraceID(text)
		assert.False(t, ok, text)
	}
	for _, text := range []string{"", "0", "0000000000000000", "00f067aa0ba902b", "00f067aa0ba902b77", "00f067aa0ba902bz"} {
		_, ok := event.ParseSpanID(text)
		assert.False(t, ok, text)
	}
}
