package workflowrunprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/runlight/runlight/packages/collector/internal/conformance"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/fold"
)

func TestAgreesWithTheContractOnWhatASilenceMeans(t *testing.T) {
	w := watch{config: createDefaultConfig().(*Config)}
	for _, c := range conformance.Cases(t) {
		t.Run(c.Name, func(t *testing.T) {
			run := entry{Run: *fold.NewRun(c.RunID)}
			for _, record := range c.Records {
				var e event.Event
				require.NoError(t, event.Decode(event.KindOfRecord(record), record, &e))
				run.Advance(&e)
			}
			stalled, lost := w.patience(&run)
			assert.Equal(t, c.Silence, conformance.Silence{
				StalledAfterMs: msOrNil(stalled), LostAfterMs: msOrNil(lost), HeardOfAgain: run.IsHeardOfAgain(),
			})
		})
	}
}

func msOrNil(after event.Time) *float64 {
	if after == 0 {
		return nil
	}
	ms := float64(after) / 1000
	return &ms
}
