package series

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARestoredSetCollectsTheSamePoints(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	someOfEach(s)
	s.Collect(after(15))
	want := asJSON(t, s.Collect(after(30)))
	stored := storage{}
	stored.takeFrom(s)
	later := testConfig()
	later.StartTime = after(25)
	restored := stored.restore(t, later)
	assert.Equal(t, s.Len(), restored.Len())
	assert.Equal(t, want, asJSON(t, restored.Collect(after(30))), "same values, same starts")
	assert.Equal(t, asJSON(t, s.Collect(after(45))), asJSON(t, restored.Collect(after(45))))
}

func TestOnlyWhatChangedIsStoredAgain(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	someOfEach(s)
	stored := storage{}
	stored.takeFrom(s)
	assert.Len(t, stored, s.Len())
	assert.Zero(t, s.Changed())

	s.Collect(after(15))
	assert.Zero(t, s.Changed(), "a zero point is nothing that a restart has to know")
	s.Collect(after(30))
	s.TakeChanged(func(key string, _ func([]byte) []byte) {
		assert.NotContains(t, key, "run.active", "only what starts at zero has to know that its value was shown")
		assert.NotContains(t, key, "waiting.age", "only what starts at zero has to know that its value was shown")
	})

	reports := Labels{Workflow: "reports", State: "failed", Category: "bug"}
	s.Add(runs, reports, 1)
	s.Add(runs, reports, 1)
	s.Touch(runs, reports)
	s.Add(runs, Labels{Workflow: "invoices", State: "lost"}, 0)
	s.Set(age, Labels{Workflow: "invoices", Group: s.Group([]string{"1.8.3", "production", "acme"})}, 3600.25)
	stored = storage{}
	stored.takeFrom(s)
	assert.Len(t, stored, 2, "the one that was added to, and the one that is new")
}

func TestWhatCouldNotBeStoredIsTakenAgain(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	someOfEach(s)
	var first, second []string
	taken := s.TakeChanged(func(key string, _ func([]byte) []byte) { first = append(first, key) })
	s.Add(runs, Labels{Workflow: "reports", State: "failed", Category: "bug"}, 1)
	s.PutBack(taken)
	s.TakeChanged(func(key string, _ func([]byte) []byte) { second = append(second, key) })
	slices.Sort(first)
	slices.Sort(second)
	assert.Equal(t, first, second, "each of them once")
}

func TestKeysAreStableDistinctAndShort(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	s.Touch(runs, Labels{Workflow: "invoices", Group: s.Group([]string{"1", "", ""}), State: "failed"})
	stored := storage{}
	stored.takeFrom(s)
	assert.Contains(t, stored, "workflow.run.count/5c1b1ce8ac37ad4fdb759b956997a43a", "what is stored under it must be found again")

	someOfEach(s)
	s.Touch(runs, Labels{Workflow: "a", State: "b"})
	s.Touch(runs, Labels{Workflow: "a", Category: "b"})
	s.Touch(runs, Labels{Workflow: "a", Group: s.Group([]string{"b", "", ""})})
	s.Touch(runs, Labels{Workflow: "a", Group: s.Group([]string{"", "b", ""})})
	s.Touch(runs, Labels{Workflow: string(make([]byte, 100_000))})
	stored.takeFrom(s)
	assert.Len(t, stored, s.Len())
	for key := range stored {
		assert.Less(t, len(key), 100)
	}
}

func TestSeriesFindTheirPlaceWhenTheAttributesAreListedOtherwise(t *testing.T) {
	config := testConfig()
	s := NewSet(config, instruments)
	s.Add(active, Labels{Workflow: "invoices", Group: s.Group([]string{"1.8.3", "production", ""})}, 2)
	stored := storage{}
	stored.takeFrom(s)
	config.Attributes = []string{"service.name", "deployment.environment.name", "workflow.version"}
	restored := stored.restore(t, config)
	restored.Add(active, Labels{Workflow: "invoices", Group: restored.Group([]string{"", "production", "1.8.3"})}, 1)
	assert.Equal(t, "workflow.run.active{name=invoices,name=production,version=1.8.3} 3\n", shown(restored.Collect(after(15))))
}

func TestSeriesOfAnotherConfigurationAreToldApartFromDamagedOnes(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	s.Add(runs, Labels{Workflow: "invoices", Group: s.Group([]string{"", "", "acme"})}, 2)
	var key string
	var data []byte
	s.TakeChanged(func(k string, encode func([]byte) []byte) { key, data = k, encode(nil) })

	config := testConfig()
	config.Attributes = []string{"workflow.version"}
	assert.ErrorIs(t, NewSet(config, instruments).Restore(key, data), ErrNotConfigured, "an attribute is gone")
	assert.ErrorIs(t, NewSet(testConfig(), instruments[1:]).Restore(key, data), ErrNotConfigured, "the metric is gone")
	gauge := slices.Clone(instruments)
	gauge[runs].Kind = Gauge
	assert.ErrorIs(t, NewSet(testConfig(), gauge).Restore(key, data), ErrNotConfigured, "the metric is of another kind")

	for name, restore := range map[string]func(s *Set) error{
		"nothing":           func(s *Set) error { return s.Restore(key, nil) },
		"a version to come": func(s *Set) error { return s.Restore(key, append([]byte{formatVersion + 1}, data[1:]...)) },
		"one byte more":     func(s *Set) error { return s.Restore(key, append(slices.Clone(data), 0)) },
		"another key":       func(s *Set) error { return s.Restore(key+"0", data) },
		"a second time":     func(s *Set) error { return errors.Join(s.Restore(key, data), s.Restore(key, data)) },
	} {
		err := restore(NewSet(testConfig(), instruments))
		assert.Error(t, err, name)
		assert.NotErrorIs(t, err, ErrNotConfigured, name)
	}
}

func TestDataThatWasCutShortIsRefused(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	someOfEach(s)
	s.TakeChanged(func(key string, encode func([]byte) []byte) {
		data := encode(nil)
		for length := range data {
			other := NewSet(testConfig(), instruments)
			require.Error(t, other.Restore(key, data[:length]), "%s cut at %d", key, length)
			require.Zero(t, other.Len())
		}
	})
}

func TestRestoredSeriesCountForTheLimitAndOverflowGoesOn(t *testing.T) {
	config := testConfig()
	config.CardinalityLimit = 3
	s := NewSet(config, instruments)
	for i := range 5 {
		s.Add(active, Labels{Workflow: fmt.Sprintf("w%d", i)}, 1)
	}
	stored := storage{}
	stored.takeFrom(s)
	config.CardinalityLimit = 2
	restored := stored.restore(t, config)
	restored.Add(active, Labels{Workflow: "w2"}, 1)
	restored.Add(active, Labels{Workflow: "w4"}, -1)
	assert.Equal(t, lines(
		"workflow.run.active{name=other,version=other,name=other,id=other} 1",
		"workflow.run.active{name=w0} 1",
		"workflow.run.active{name=w1} 1",
		"workflow.run.active{name=w2} 2",
	), shown(restored.Collect(after(15))), "a lower limit folds nothing that has a series")
	assert.Equal(t, uint64(1), restored.Overflows())
}

func FuzzRestore(f *testing.F) {
	s := NewSet(testConfig(), instruments)
	someOfEach(s)
	s.TakeChanged(func(_ string, encode func([]byte) []byte) { f.Add(encode(nil)) })
	f.Fuzz(func(t *testing.T, data []byte) {
		s := NewSet(testConfig(), instruments)
		decoded, err := s.decode(data)
		if err != nil {
			return
		}
		require.NoError(t, s.Restore(s.keyOf(decoded), data))

		one := decoded.instrument.ordered[0]
		s.Add(runs, one.labels, 1)
		for _, seconds := range []float64{0, 1e-9, 1, 1e9} {
			s.Record(duration, one.labels, seconds)
		}
		s.markChanged(one)
		s.Collect(after(15))
		want := shown(s.Collect(after(30)))

		stored := storage{}
		stored.takeFrom(s)
		restored := stored.restore(t, testConfig())
		restored.Collect(after(15))
		require.Equal(t, want, shown(restored.Collect(after(30))))
	})
}

func BenchmarkTakeChanged(b *testing.B) {
	s := fullSet()
	var buffer []byte
	var size int
	var taken Taken
	b.ReportAllocs()
	for b.Loop() {
		s.PutBack(taken)
		size = 0
		taken = s.TakeChanged(func(_ string, encode func([]byte) []byte) {
			buffer = encode(buffer[:0])
			size += len(buffer)
		})
	}
	b.ReportMetric(float64(size)/float64(s.Len()), "bytes/series")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(s.Len()), "ns/series")
}

func BenchmarkRestore(b *testing.B) {
	stored := storage{}
	stored.takeFrom(fullSet())
	b.ReportAllocs()
	for b.Loop() {
		s := NewSet(testConfig(), instruments)
		for key, data := range stored {
			if err := s.Restore(key, data); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(stored)), "ns/series")
}
