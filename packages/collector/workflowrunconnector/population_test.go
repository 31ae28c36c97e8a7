package workflowrunconnector

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

// population is the events of many runs that did all kinds of things, in order, run by run.
func population(f *fixture, seed uint64, runs int) []plog.LogRecord {
	random := rand.New(rand.NewPCG(seed, 6))
	pass := func() { f.clock.Advance(time.Duration(1+random.IntN(5000)) * time.Millisecond) }
	var records []plog.LogRecord
	for nth := range runs {
		run := f.run(fmt.Sprint("run-", nth))
		if nth%3 == 0 {
			run.Workflow = "monthly_report"
		}
		say := func(more ...plog.LogRecord) {
			records = append(records, more...)
			pass()
		}
		if random.IntN(3) == 0 {
			say(run.Queued())
		}
		say(run.Running())
		for step := range random.IntN(4) {
			name := fmt.Sprint("step-", step)
			say(run.StepStarted(name))
			if random.IntN(3) == 0 {
				say(run.StepFailed(name, time.Second, "transient"))
				say(run.StepRetried(name))
			}
			say(run.StepCompleted(name, 2*time.Second, eventtest.Attributes{"tokens": random.IntN(1000)}))
		}
		if random.IntN(3) == 0 {
			say(run.Waiting("w"))
			if random.IntN(2) == 0 {
				say(run.Resumed("w", time.Minute))
			}
		}
		if random.IntN(5) == 0 {
			run.Skip()
		}
		switch random.IntN(6) {
		case 0: // it goes on
		case 1:
			say(run.Failed("bug")...)
		case 2:
			say(run.Ended(event.RunCancelled, eventtest.Attributes{event.AttrRunWaiting: 60_000})...)
		default:
			say(run.Ended(event.RunSucceeded, eventtest.Attributes{"workflow.event.first_pass": random.IntN(2) == 0})...)
		}
	}
	return records
}

// deliverAll delivers the records in requests of any size.
func (f *fixture) deliverAll(records []plog.LogRecord, random *rand.Rand) {
	f.t.Helper()
	for len(records) > 0 {
		size := min(1+random.IntN(30), len(records))
		f.deliver(records[:size]...)
		records = records[size:]
	}
}

// shuffledAndDoubled returns the records in any order, a third of them twice.
func shuffledAndDoubled(records []plog.LogRecord, random *rand.Rand) []plog.LogRecord {
	shuffled := append([]plog.LogRecord(nil), records...)
	for _, record := range records {
		if random.IntN(3) == 0 {
			shuffled = append(shuffled, record)
		}
	}
	random.Shuffle(len(shuffled), func(a, b int) { shuffled[a], shuffled[b] = shuffled[b], shuffled[a] })
	return shuffled
}

func withoutAttributes(config *Config) { config.Attributes = nil }

func TestTheOrderOfDeliveryChangesNoMetric(t *testing.T) {
	inOrder := start(t, withoutAttributes)
	inOrder.deliver(population(inOrder, 4, 60)...)
	want := inOrder.shown()
	assert.NotZero(t, want["workflow.event.missing{ungrouped}"])
	assert.NotZero(t, want["workflow.run.active{status=waiting,ungrouped}"])
	assert.NotZero(t, want["workflow.usage.tokens{step=step-1,ungrouped}"])

	for seed := range uint64(10) {
		f := start(t, withoutAttributes)
		random := rand.New(rand.NewPCG(seed, 7))
		f.deliverAll(shuffledAndDoubled(population(f, 4, 60), random), random)
		// What a recovery is depends on what is known when a success arrives.
		const recovery = "workflow.run.recovery.duration"
		require.Equal(t, want.without(recovery), f.shown().without(recovery), "seed %d", seed)
	}
}

func TestTheOrderOfDeliveryChangesNoTotal(t *testing.T) {
	inOrder := start(t, nil)
	inOrder.deliver(population(inOrder, 2, 60)...)
	want := inOrder.shown().totals()

	for seed := range uint64(10) {
		f := start(t, nil)
		random := rand.New(rand.NewPCG(seed, 8))
		f.deliverAll(shuffledAndDoubled(population(f, 2, 60), random), random)
		require.Equal(t, want, f.shown().totals(), "seed %d", seed)
	}
}

// totals sums up what can be, over all versions, environments and tenants.
func (p points) totals() points {
	totals := points{}
	for key, value := range p.without("workflow.run.recovery.duration", "workflow.run.last_success.timestamp", "workflow.run.waiting.age") {
		key, part, _ := strings.Cut(key, " ")
		name, labels, _ := strings.Cut(strings.TrimSuffix(key, "}"), "{")
		var kept []string
		for _, label := range strings.Split(labels, ",") {
			switch of, _, _ := strings.Cut(label, "="); of {
			case "version", "environment", "tenant", "ungrouped":
			default:
				kept = append(kept, label)
			}
		}
		slices.Sort(kept)
		totals[name+"{"+strings.Join(kept, ",")+"} "+part] += value
	}
	for key, value := range totals {
		totals[key] = math.Round(value*1e6) / 1e6
	}
	return totals.nonZero()
}

func TestACorrectionsSumIsTheSameInEveryOrder(t *testing.T) {
	for seed := range uint64(20) {
		f := start(t, withoutAttributes)
		random := rand.New(rand.NewPCG(seed, 9))
		var records []plog.LogRecord
		for nth := range 30 {
			run := f.run(fmt.Sprint("run-", nth))
			watcher := run.Process("collector")
			say := func(more ...plog.LogRecord) {
				records = append(records, more...)
				f.clock.Advance(time.Second)
			}
			say(run.Running())
			say(lostRun(run, watcher)...)
			if nth%3 == 0 {
				say(run.StepStarted("extract")) // it lives
			}
			if nth%3 == 1 {
				say(run.Succeeded()...)
			}
		}
		f.deliverAll(shuffledAndDoubled(records, random), random)
		shown := f.shown()
		lost := shown["workflow.run.count{outcome=lost,ungrouped}"] - shown["workflow.run.corrections{outcome=lost,ungrouped}"]
		require.InDelta(t, 10, lost, 0, "seed %d", seed)
		require.InDelta(t, 10, shown["workflow.run.count{outcome=succeeded,ungrouped}"], 0, "seed %d", seed)
		require.InDelta(t, 10, shown["workflow.run.active{status=running,ungrouped}"], 0, "seed %d", seed)
	}
}

// A crash at any time: what was acknowledged is counted, what comes again is counted once, and no counter that was shown
// goes back.
func TestNothingIsLostOrCountedTwiceHoweverOftenItIsKilled(t *testing.T) {
	reference := start(t, nil)
	reference.deliver(population(reference, 3, 60)...)
	want := reference.shown()

	for seed := range uint64(5) {
		f := startWithStorage(t, nil)
		random := rand.New(rand.NewPCG(seed, 10))
		records := population(f, 3, 60)
		highest := points{}
		for len(records) > 0 {
			size := min(1+random.IntN(60), len(records))
			f.deliver(records[:size]...)
			switch random.IntN(4) {
			case 0:
				f = f.afterCrash() // the sender does not know whether it was taken
			case 1:
				requireNoneGoesBack(t, highest, pointsOfFlush(f))
			default:
				records = records[size:]
			}
		}
		f = f.afterCrash()
		pointsOfFlush(f)
		f.clock.Advance(reference.clock.Now().Sub(f.clock.Now())) // the same age of waits
		f.flush(t.Context())
		requireNoneGoesBack(t, highest, pointsOf(f.next.latest()))
		const delivery = "workflow.event.delivery.duration" // it is the time of arrival that differs
		got := pointsOf(f.next.latest()).without(delivery)
		require.Equal(t, want.without(delivery).nonZero(), got.nonZero(), "seed %d", seed)
	}
}

// pointsOfFlush flushes without letting time pass.
func pointsOfFlush(f *fixture) points {
	f.flush(f.t.Context())
	return pointsOf(f.next.latest())
}

func requireNoneGoesBack(t *testing.T, highest, shown points) {
	t.Helper()
	gauges := []string{"workflow.run.active", "workflow.run.waiting.age", "workflow.event.missing"}
	for key, value := range shown.without(gauges...) {
		require.GreaterOrEqual(t, value, highest[key], key)
		highest[key] = value
	}
}
