package series

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/runlight/runlight/packages/collector/internal/exphist"
)

// series is one series of an instrument.
//
// Counters and histograms are seen through their increase from point to point, so a series must not begin with its first
// value. A series that is held shows the past in its next point: nothing if it is new or if none of its values was ever
// shown, else what it was restored with. What is measured meanwhile appears in the point after that.
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

	held bool
	// shown tells that a point other than zero was made, in this process or one before.
	shown         bool
	heldValue     float64
	heldHistogram *exphist.Histogram // nil while the histogram itself is still what is held

	// overflow tells that the series stands for all label sets beyond the cardinality limit.
	overflow bool
	// set tells that a gauge got a value since the last collection.
	set bool
	// changed tells that the series is in the Set's list of changes.
	changed bool
}

// holdHistogram keeps what has to be shown first before the histogram changes.
func (one *series) holdHistogram() {
	if one.held && one.shown && one.heldHistogram == nil {
		one.heldHistogram = one.histogram.Clone()
	}
}

// nextValue returns the sum that the next point shows, and whether the series now counts as shown for the first time.
func (one *series) nextValue() (value float64, firstShown bool) {
	if one.instrument.Kind != Counter {
		return one.value, false
	}
	value = one.value
	if one.held {
		value = one.heldValue
	}
	one.held = false
	return value, one.show(value != 0)
}

// nextHistogram is nextValue for histograms.
func (one *series) nextHistogram() (histogram *exphist.Histogram, firstShown bool) {
	histogram = one.histogram
	switch {
	case one.held && !one.shown:
		histogram = new(exphist.Histogram)
	case one.held && one.heldHistogram != nil:
		histogram = one.heldHistogram
	}
	one.held, one.heldHistogram = false, nil
	return histogram, one.show(histogram.Count() > 0)
}

func (one *series) show(something bool) (first bool) {
	first = something && !one.shown
	one.shown = one.shown || something
	return first
}
