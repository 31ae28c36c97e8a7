// Package series owns the cumulative metrics of the workflow_run connector: counters, up-down counters, gauges and
// exponential histograms that outlive the process.
//
// Three promises hold for every series. A counter or histogram shows a point of zero before its first value, and after a
// restart the value that it was stored with before a later one, so that the increase between points is what happened. A
// measurement is never dropped: beyond the cardinality limit it goes to an overflow series. What is stored and restored
// is exact.
//
// The owner's part, for each flush: Collect, store what TakeChanged yields, send, and Refused if nobody took it.
package series

import (
	"maps"
	"math"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/runlight/runlight/packages/collector/internal/exphist"
)

// Config is what all series of a Set share.
type Config struct {
	// Attributes are the names of the values in a Group.
	Attributes []string
	// CardinalityLimit is how many series an instrument may have, overflow series not counted, and how many groups there
	// may be. 0 means no limit.
	CardinalityLimit int
	// StartTime is when the process began to count.
	StartTime time.Time

	ScopeName    string
	ScopeVersion string
	// Resource are the attributes of the metrics' resource.
	Resource map[string]string
}

// Set is all series of a connector. It is not safe for concurrent use: its owner holds a lock.
type Set struct {
	config      Config
	instruments []instrument
	groups      *groups
	// attributeIndex and attributesByName lead from a name to its place in config.Attributes, and list the places by name.
	attributeIndex   map[string]int
	attributesByName []int
	// newest is the time of the last collection, or the start: a series that is made now was 0 at that time.
	newest  pcommon.Timestamp
	changed []*series
	// offered are the series of which the last collection showed the past.
	offered   []*series
	overflows uint64
}

// NewSet returns a Set without series. Its methods name an instrument by its index in instruments.
func NewSet(config Config, instruments []Instrument) *Set {
	s := &Set{
		config:      config,
		instruments: make([]instrument, len(instruments)),
		groups:      newGroups(len(config.Attributes), config.CardinalityLimit),
		newest:      pcommon.NewTimestampFromTime(config.StartTime),

		attributeIndex: make(map[string]int, len(config.Attributes)),
	}
	for i, name := range config.Attributes {
		s.attributeIndex[name] = i
	}
	for _, name := range slices.Sorted(maps.Keys(s.attributeIndex)) {
		s.attributesByName = append(s.attributesByName, s.attributeIndex[name])
	}
	for i, description := range instruments {
		s.instruments[i] = instrument{Instrument: description, known: make(map[Labels]*series)}
	}
	return s
}

// Group returns the group with one value for each of Config.Attributes, empty where it isn't known. Equal values give the
// same pointer. Beyond the cardinality limit it is a group in which every value is `other`.
func (s *Set) Group(values []string) *Group {
	return s.groups.admit(values)
}

// Add adds to a Counter or an UpDownCounter. A Counter ignores a negative value, both ignore one that is not finite.
func (s *Set) Add(instrument int, labels Labels, value float64) {
	if !isFinite(value) || value < 0 && s.instruments[instrument].Kind == Counter {
		return
	}
	one := s.measured(instrument, labels)
	if value != 0 {
		one.value += value
		s.markChanged(one)
	}
}

// Set gives a Gauge its value. One that is not finite is ignored. A gauge that stands for many label sets, an overflow
// series, shows the largest value since the last collection.
func (s *Set) Set(instrument int, labels Labels, value float64) {
	if !isFinite(value) {
		return
	}
	one := s.measured(instrument, labels)
	if one.overflow && one.set && value < one.value {
		return
	}
	one.set = true
	if value != one.value {
		one.value = value
		s.markChanged(one)
	}
}

// Record counts a duration in an ExponentialHistogram: a negative one as 0, one that is not finite not at all.
func (s *Set) Record(instrument int, labels Labels, seconds float64) {
	if !isFinite(seconds) {
		return
	}
	one := s.measured(instrument, labels)
	one.keepPast()
	one.histogram.Record(seconds)
	s.markChanged(one)
}

// Touch makes a series exist, at 0 if it is new.
func (s *Set) Touch(instrument int, labels Labels) {
	s.at(&s.instruments[instrument], labels)
}

// Len is the number of series, overflow series included.
func (s *Set) Len() int {
	total := 0
	for i := range s.instruments {
		total += len(s.instruments[i].known)
	}
	return total
}

// Overflows is the number of measurements that went to an overflow series because of the cardinality limit, since the Set
// was made.
func (s *Set) Overflows() uint64 { return s.overflows }

// measured returns the series that a measurement with these labels goes to.
func (s *Set) measured(instrument int, labels Labels) *series {
	one := s.at(&s.instruments[instrument], labels)
	if one.overflow {
		s.overflows++
	}
	return one
}

// at returns the series of the labels, or the overflow series that stands for it.
func (s *Set) at(in *instrument, labels Labels) *series {
	if known, ok := in.known[labels]; ok {
		return known
	}
	folded := labels.folded(s.groups.overflow)
	if s.isFull(in) || labels.Group != nil && labels.Group == s.groups.overflow {
		labels = folded
		if known, ok := in.known[labels]; ok {
			return known
		}
	}
	one := &series{instrument: in, labels: labels, start: s.newest, phase: in.Kind.firstPhase(), overflow: labels == folded}
	if in.Kind == ExponentialHistogram {
		one.histogram = new(exphist.Histogram)
	}
	s.admit(one)
	s.markChanged(one)
	return one
}

func (s *Set) isFull(in *instrument) bool {
	return s.config.CardinalityLimit > 0 && in.admitted >= s.config.CardinalityLimit
}

// admit makes a series one of its instrument's.
func (s *Set) admit(one *series) {
	in := one.instrument
	in.known[one.labels] = one
	in.ordered = append(in.ordered, one)
	in.unsorted = true
	if !one.overflow {
		in.admitted++
	}
}

func (s *Set) markChanged(one *series) {
	if !one.changed {
		one.changed = true
		s.changed = append(s.changed, one)
	}
}

func isFinite(value float64) bool {
	return !math.IsNaN(value) && !math.IsInf(value, 0)
}
