package series

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

func TestAfterARestartTheStoredValueIsShownBeforeALaterOne(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	labels := Labels{Workflow: "invoices"}
	s.Add(runs, labels, 5)
	s.Record(duration, labels, 5)
	s.Collect(after(15))
	s.Collect(after(30))
	stored := storage{}
	stored.takeFrom(s)

	restored := stored.restore(t, testConfig())
	restored.Add(runs, labels, 2)
	restored.Record(duration, labels, 2)
	assert.Equal(t, lines(
		"workflow.run.count{name=invoices} 5",
		"workflow.step.duration{name=invoices} count=1 sum=5",
	), shown(restored.Collect(after(3600))), "the samples from before the restart may be out of every query's range")
	assert.Equal(t, lines(
		"workflow.run.count{name=invoices} 7",
		"workflow.step.duration{name=invoices} count=2 sum=7",
	), shown(restored.Collect(after(3615))))
}

func TestAPastThatWasRefusedIsShownAgain(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	s.Add(runs, Labels{Workflow: "old"}, 5)
	s.Record(duration, Labels{Workflow: "old"}, 5)
	s.Collect(after(15))
	s.Collect(after(30))
	stored := storage{}
	stored.takeFrom(s)
	s = stored.restore(t, testConfig())
	measure := func() {
		for _, workflow := range []string{"new", "old"} {
			s.Add(runs, Labels{Workflow: workflow}, 1)
			s.Record(duration, Labels{Workflow: workflow}, 1)
		}
	}
	past := lines(
		"workflow.run.count{name=new} 0",
		"workflow.run.count{name=old} 5",
		"workflow.step.duration{name=new} count=0 sum=0",
		"workflow.step.duration{name=old} count=1 sum=5",
	)
	measure()
	for flush := range 3 {
		assert.Equal(t, past, shown(s.Collect(after(60+flush))))
		measure()
		assert.True(t, s.IsAhead())
		if flush < 2 {
			s.Refused()
		}
	}
	values := lines(
		"workflow.run.count{name=new} 4",
		"workflow.run.count{name=old} 9",
		"workflow.step.duration{name=new} count=4 sum=4",
		"workflow.step.duration{name=old} count=5 sum=9",
	)
	assert.Equal(t, values, shown(s.Collect(after(90))))
	assert.False(t, s.IsAhead())
	s.Refused()
	assert.Equal(t, values, shown(s.Collect(after(105))), "a refused value is no past")
}

func TestAPastThatWasRefusedIsWithoutWhatCameSince(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	s.Record(duration, Labels{Workflow: "invoices"}, 5)
	s.Collect(after(15))
	s.Collect(after(30))
	stored := storage{}
	stored.takeFrom(s)

	s = stored.restore(t, testConfig())
	s.Collect(after(45))
	s.Record(duration, Labels{Workflow: "invoices"}, 1)
	s.Refused()
	assert.Equal(t, "workflow.step.duration{name=invoices} count=1 sum=5\n", shown(s.Collect(after(60))))
	assert.Equal(t, "workflow.step.duration{name=invoices} count=2 sum=6\n", shown(s.Collect(after(75))))
}

// A restart at every point between a series' first measurement and its first shown value.
func TestARestartNeitherLosesAValueNorShowsItWithoutAZeroBefore(t *testing.T) {
	labels := Labels{Workflow: "invoices"}
	for restartAfter := range 4 {
		t.Run(fmt.Sprintf("after %d flushes", restartAfter), func(t *testing.T) {
			s := NewSet(testConfig(), instruments)
			s.Add(runs, labels, 1)
			s.Record(duration, labels, 1)
			stored := storage{}
			var counts, observations increase
			for flush := range 6 {
				if flush == restartAfter {
					stored.takeFrom(s)
					s = stored.restore(t, testConfig())
				}
				metrics := s.Collect(after(15 * flush))
				stored.takeFrom(s)
				counts.see(metrics, runs)
				observations.see(metrics, duration)
			}
			assert.Equal(t, increase{points: 6, total: 1, last: 1}, counts)
			assert.Equal(t, increase{points: 6, total: 1, last: 1}, observations)
		})
	}
}

// The owner stores every batch before it acknowledges it and every collection before it sends it. Whenever it is killed or
// refused, what Prometheus has seen in the end is what was acknowledged.
func TestIncreaseIsTheTruthHoweverOftenItIsKilledOrRefused(t *testing.T) {
	for seed := range uint64(1000) {
		random := rand.New(rand.NewPCG(seed, 3))
		labels := Labels{Workflow: "invoices"}
		s, stored := NewSet(testConfig(), instruments), storage{}
		var counts, observations increase
		acknowledged, second := 0.0, 0
		collect := func() pmetric.Metrics {
			second += 15
			metrics := s.Collect(after(second))
			stored.takeFrom(s)
			return metrics
		}
		measure := func() {
			s.Add(runs, labels, 1)
			s.Record(duration, labels, random.ExpFloat64()*100)
			stored.takeFrom(s)
			acknowledged++
		}
		flush := func() {
			metrics := collect()
			counts.see(metrics, runs)
			observations.see(metrics, duration)
		}
		kill := func() { s = stored.restore(t, testConfig()) }
		for range random.IntN(40) {
			switch random.IntN(8) {
			case 0: // killed before the batch is stored: it will be sent again
				s.Add(runs, labels, 1)
				s.Record(duration, labels, 1)
				kill()
			case 1: // killed after a collection was stored, before it was sent
				collect()
				kill()
			case 2:
				kill()
			case 3, 4:
				flush()
			case 5: // refused, while events go on coming
				collect()
				measure()
				s.Refused()
			default:
				measure()
			}
		}
		flush()
		if s.IsAhead() {
			flush()
		}
		require.Equal(t, acknowledged, counts.total, "seed %d", seed)
		require.Equal(t, acknowledged, observations.total, "seed %d", seed)
	}
}

// increase is what Prometheus makes of the points of one series: the differences between them, where a lower point is a
// reset to zero in between. The first point only says where it begins.
type increase struct {
	points      int
	total, last float64
}

func (in *increase) see(metrics pmetric.Metrics, instrument int) {
	eachPoint(metrics, func(name string, _ pcommon.Map, _, _ pcommon.Timestamp, value string) {
		if name != instruments[instrument].Name {
			return
		}
		var current float64
		if _, err := fmt.Sscanf(value, "count=%g", &current); err != nil {
			_, _ = fmt.Sscan(value, &current)
		}
		switch {
		case in.points == 0:
		case current < in.last:
			in.total += current
		default:
			in.total += current - in.last
		}
		in.points++
		in.last = current
	})
}
