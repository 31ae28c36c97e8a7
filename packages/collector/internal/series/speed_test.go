package series

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// fullSet has 2000 series of each instrument.
func fullSet() *Set {
	config := testConfig()
	config.CardinalityLimit = 2000
	s := NewSet(config, instruments)
	random := rand.New(rand.NewPCG(1, 2))
	for _, labels := range manyLabels(s) {
		for _, i := range []int{runs, compute, active} {
			s.Add(i, labels, 1)
		}
		s.Set(age, labels, 1)
		for range 100 {
			s.Record(duration, labels, random.ExpFloat64()*60)
		}
	}
	return s
}

func manyLabels(s *Set) []Labels {
	var all []Labels
	for workflow := range 20 {
		for tenant := range 20 {
			group := s.Group([]string{"1.8.3", "production", fmt.Sprintf("tenant-%d", tenant)})
			for _, state := range []string{"succeeded", "failed", "cancelled", "timed_out", "lost"} {
				all = append(all, Labels{Workflow: fmt.Sprintf("invoice_extraction_%d", workflow), Group: group, Step: "extract_fields", State: state})
			}
		}
	}
	return all
}

func TestMeasuringKnownSeriesAllocatesNothing(t *testing.T) {
	s := fullSet()
	labels := manyLabels(s)
	i := 0
	assert.Zero(t, testing.AllocsPerRun(10_000, func() {
		i++
		one := labels[i%len(labels)]
		s.Add(runs, one, 1)
		s.Set(age, one, float64(i))
		s.Record(duration, one, 1.5)
		s.Touch(runs, one)
	}))
}

func BenchmarkAdd(b *testing.B) {
	s := fullSet()
	labels := manyLabels(s)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s.Add(runs, labels[i%len(labels)], 1)
		i++
	}
}

func BenchmarkRecord(b *testing.B) {
	s := fullSet()
	labels := manyLabels(s)
	s.Collect(testStart)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s.Record(duration, labels[i%len(labels)], 0.5+float64(i%1000)/100)
		i++
	}
}

func BenchmarkAddBeyondTheLimit(b *testing.B) {
	s := fullSet()
	labels := manyLabels(s)
	for i := range labels {
		labels[i].Workflow += "_beyond"
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s.Add(runs, labels[i%len(labels)], 1)
		i++
	}
}

func BenchmarkGroup(b *testing.B) {
	s := fullSet()
	values := []string{"1.8.3", "production", "tenant-7"}
	b.ReportAllocs()
	for b.Loop() {
		s.Group(values)
	}
}
