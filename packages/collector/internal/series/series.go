package series

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/runlight/runlight/packages/collector/internal/exphist"
)

// phase says what the next point of a series shows.
type phase uint8

const (
	// open: its value.
	open phase = iota
	// held: the past.
	held
	// offered: its value, unless the point with the past is refused.
	offered
)

// series is one series of an instrument.
//
// Counters and histograms are seen through their increase from point to point, so a series must not begin with its first
// value. While it is held, its next point shows the past: nothing if it is new or if none of its values was ever shown,
// else what it was restored with. What is measured meanwhile appears in the point after that.
type series struct {
	instrument *instrument
	labels     Labels
	start      pcommon.Timestamp
	// key is computed when it is first asked for.
	key string

	// value is that of a sum or gauge.
	value float64
	// histogram is nil unless the instrument is a histogram.
	histogram *exphist.Histogram

	phase phase
	// shown tells that a point other than zero was made, in this process or one before.
	shown     bool
	pastValue float64
	// pastHistogram is nil as long as the histogram itself has not changed since.
	pastHistogram *exphist.Histogram

	// overflow tells that the series stands for all label sets beyond the cardinality limit.
	overflow bool
	// set tells that a gauge got a value since the last collection.
	set bool
	// changed tells that the series is in the Set's list of changes.
	changed bool
}

// keepPast copies what has to be shown first before the histogram changes.
func (one *series) keepPast() {
	if one.phase != open && one.shown && one.pastHistogram == nil {
		one.pastHistogram = one.histogram.Clone()
	}
}

// past is what a histogram shows while it is held.
func (one *series) past() *exphist.Histogram {
	switch {
	case !one.shown:
		return new(exphist.Histogram)
	case one.pastHistogram != nil:
		return one.pastHistogram
	default:
		return one.histogram
	}
}

func (one *series) nextValue() float64 {
	if one.phase == held {
		return one.pastValue
	}
	return one.value
}

func (one *series) nextHistogram() *exphist.Histogram {
	if one.phase == held {
		return one.past()
	}
	return one.histogram
}

// isAhead tells whether more was measured than the past that was offered.
func (one *series) isAhead() bool {
	if one.histogram != nil {
		return one.histogram.Count() > one.past().Count()
	}
	return one.value != one.pastValue
}
