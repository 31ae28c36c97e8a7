package series

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCountersAndHistogramsShowZeroOnceAndThenEverything(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	labels := Labels{Workflow: "invoices", State: "failed"}
	s.Add(runs, labels, 1)
	s.Add(compute, Labels{Workflow: "invoices"}, 0.5)
	s.Record(duration, Labels{Workflow: "invoices", Step: "extract"}, 2)
	assert.Equal(t, lines(
		"workflow.run.count{name=invoices,outcome=failed} 0",
		"workflow.usage.compute{name=invoices} 0",
		"workflow.step.duration{name=invoices,name=extract} count=0 sum=0",
	), shown(s.Collect(after(15))))

	s.Add(runs, labels, 2)
	s.Record(duration, Labels{Workflow: "invoices", Step: "extract"}, 3)
	assert.Equal(t, lines(
		"workflow.run.count{name=invoices,outcome=failed} 3",
		"workflow.usage.compute{name=invoices} 0.5",
		"workflow.step.duration{name=invoices,name=extract} count=2 sum=5",
	), shown(s.Collect(after(30))))

	s.Add(runs, labels, 1)
	assert.Contains(t, shown(s.Collect(after(45))), "outcome=failed} 4\n", "a known series is not delayed")
}

func TestUpDownCountersAndGaugesShowTheirValueAtOnce(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	running := Labels{Workflow: "invoices", State: "running"}
	s.Add(active, running, 3)
	s.Add(active, running, -1)
	s.Set(age, Labels{Workflow: "invoices"}, 90)
	s.Set(age, Labels{Workflow: "invoices"}, 12.5)
	assert.Equal(t, lines(
		"workflow.run.active{name=invoices,status=running} 2",
		"workflow.run.waiting.age{name=invoices} 12.5",
	), shown(s.Collect(after(15))))
}

func TestTouchedSeriesAreThereAtZero(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	for i := range instruments {
		s.Touch(i, Labels{Workflow: "invoices"})
	}
	want := lines(
		"workflow.run.count{name=invoices} 0",
		"workflow.usage.compute{name=invoices} 0",
		"workflow.run.active{name=invoices} 0",
		"workflow.run.waiting.age{name=invoices} 0",
		"workflow.step.duration{name=invoices} count=0 sum=0",
	)
	assert.Equal(t, want, shown(s.Collect(after(15))))
	assert.Equal(t, want, shown(s.Collect(after(30))))

	s.Add(runs, Labels{Workflow: "invoices"}, 1)
	s.Touch(runs, Labels{Workflow: "invoices"})
	assert.Contains(t, shown(s.Collect(after(45))), "workflow.run.count{name=invoices} 1\n", "its zero was shown before")
}

func TestValuesThatMakeNoSenseAreIgnored(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	labels := Labels{Workflow: "invoices"}
	for _, value := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		s.Add(runs, labels, value)
		s.Add(active, labels, value)
		s.Set(age, labels, value)
		s.Record(duration, labels, value)
	}
	s.Add(runs, labels, -1)
	assert.Zero(t, s.Len())
	s.Record(duration, labels, -1)
	s.Collect(after(15))
	assert.Equal(t, "workflow.step.duration{name=invoices} count=1 sum=0\n", shown(s.Collect(after(30))))
}

func TestEqualGroupsAreOne(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	a := s.Group([]string{"1.0", "prod", "acme"})
	assert.Same(t, a, s.Group([]string{"1.0", "prod", "acme"}))
	assert.NotSame(t, a, s.Group([]string{"1.0", "prod", ""}))
	assert.NotSame(t, s.Group([]string{"ab", "c", ""}), s.Group([]string{"a", "bc", ""}))
	assert.Nil(t, s.Group([]string{"", "", ""}), "nothing known is the same as no group")
}

func TestUnknownValuesAreLeftOutOfThePoint(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	s.Touch(active, Labels{Workflow: "invoices", Group: s.Group([]string{"", "prod", ""})})
	assert.Equal(t, "workflow.run.active{name=invoices,name=prod} 0\n", shown(s.Collect(after(15))))
}

func TestBeyondTheLimitFreeValuesBecomeOther(t *testing.T) {
	config := testConfig()
	config.CardinalityLimit = 2
	s := NewSet(config, instruments)
	group := s.Group([]string{"1.0", "prod", "acme"})
	for i := range 5 {
		labels := Labels{Workflow: fmt.Sprintf("w%d", i), Group: group, State: "failed", Category: "bug"}
		s.Add(runs, labels, float64(1+i))
		labels.Step = "extract"
		s.Record(duration, labels, float64(1+i))
	}
	s.Add(runs, Labels{Workflow: "w0", Group: group, State: "failed", Category: "bug"}, 10)
	s.Add(runs, Labels{Workflow: "w4", State: "succeeded"}, 1)
	s.Collect(after(15))
	assert.Equal(t, lines(
		"workflow.run.count{name=other,version=other,name=other,id=other,outcome=failed,category=bug} 12",
		"workflow.run.count{name=other,version=other,name=other,id=other,outcome=succeeded} 1",
		"workflow.run.count{name=w0,version=1.0,name=prod,id=acme,outcome=failed,category=bug} 11",
		"workflow.run.count{name=w1,version=1.0,name=prod,id=acme,outcome=failed,category=bug} 2",
		"workflow.step.duration{name=other,version=other,name=other,id=other,name=other,status=failed,category=bug} count=3 sum=12",
		"workflow.step.duration{name=w0,version=1.0,name=prod,id=acme,name=extract,status=failed,category=bug} count=1 sum=1",
		"workflow.step.duration{name=w1,version=1.0,name=prod,id=acme,name=extract,status=failed,category=bug} count=1 sum=2",
	), shown(s.Collect(after(30))))
	assert.Equal(t, uint64(7), s.Overflows())
	assert.Equal(t, 7, s.Len())
}

func TestTheFirstOverflowIsCountedFromZeroToo(t *testing.T) {
	config := testConfig()
	config.CardinalityLimit = 1
	s := NewSet(config, instruments)
	s.Touch(runs, Labels{Workflow: "known"})
	s.Collect(after(15))
	s.Add(runs, Labels{Workflow: "new"}, 1)
	assert.Contains(t, shown(s.Collect(after(30))), "{name=other,version=other,name=other,id=other} 0\n")
	assert.Contains(t, shown(s.Collect(after(45))), "{name=other,version=other,name=other,id=other} 1\n")
}

func TestGroupsBeyondTheLimitAreOther(t *testing.T) {
	config := testConfig()
	config.CardinalityLimit = 2
	s := NewSet(config, instruments)
	first := s.Group([]string{"1", "", ""})
	second := s.Group([]string{"2", "", ""})
	beyond := s.Group([]string{"3", "", ""})
	assert.Same(t, beyond, s.Group([]string{"4", "", ""}))
	assert.Same(t, first, s.Group([]string{"1", "", ""}))
	assert.NotSame(t, second, beyond)
	s.Add(active, Labels{Workflow: "invoices", Group: beyond}, 1)
	assert.Equal(t, "workflow.run.active{name=other,version=other,name=other,id=other} 1\n", shown(s.Collect(after(15))))
	assert.Equal(t, uint64(1), s.Overflows())
}

func TestNoTwoPointsHaveTheSameAttributesWhenAWorkflowIsCalledOther(t *testing.T) {
	for _, attributes := range [][]string{nil, {"workflow.version"}} {
		config := testConfig()
		config.Attributes = attributes
		config.CardinalityLimit = 1
		s := NewSet(config, instruments)
		values := make([]string, len(attributes))
		for i := range values {
			values[i] = other
		}
		s.Add(active, Labels{Workflow: other, Group: s.Group(values)}, 1)
		s.Add(active, Labels{Workflow: "a"}, 1)
		s.Add(active, Labels{Workflow: "b"}, 1)
		assert.Equal(t, 2, s.Len(), "one of its own, one for all others")
	}
}

func TestAnOverflowingGaugeShowsTheLargestOfItsValues(t *testing.T) {
	config := testConfig()
	config.Attributes = nil
	config.CardinalityLimit = 1
	s := NewSet(config, instruments)
	s.Set(age, Labels{Workflow: "known"}, 1)
	for i, value := range []float64{5, 80, 20} {
		s.Set(age, Labels{Workflow: fmt.Sprintf("w%d", i)}, value)
	}
	assert.Contains(t, shown(s.Collect(after(15))), "{name=other} 80\n")
	s.Set(age, Labels{Workflow: "w2"}, 35)
	assert.Contains(t, shown(s.Collect(after(30))), "{name=other} 35\n", "each collection starts over")
}

func TestWithoutALimitNothingOverflows(t *testing.T) {
	config := testConfig()
	config.CardinalityLimit = 0
	s := NewSet(config, instruments)
	for i := range 5000 {
		s.Add(runs, Labels{Workflow: fmt.Sprint(i), Group: s.Group([]string{fmt.Sprint(i), "", ""})}, 1)
	}
	assert.Equal(t, 5000, s.Len())
	assert.Zero(t, s.Overflows())
}
