package series

// Kind says how the series of an instrument change and what their points look like.
type Kind uint8

const (
	// Counter is a monotonic cumulative sum. Its series start with a point of 0.
	Counter Kind = iota + 1
	// UpDownCounter is a cumulative sum that may go down. It shows its value at once.
	UpDownCounter
	// Gauge is the last value that was set. It shows it at once.
	Gauge
	// ExponentialHistogram is a cumulative distribution. Its series start with a point of count 0.
	ExponentialHistogram
)

// firstPhase is held for what is seen through its increase.
func (k Kind) firstPhase() phase {
	if k == Counter || k == ExponentialHistogram {
		return held
	}
	return open
}

// Instrument describes one metric.
type Instrument struct {
	Name        string
	Unit        string
	Description string
	Kind        Kind
	// StateAttribute is the attribute that Labels.State stands for, empty if the instrument has none.
	StateAttribute string
	// Fractional makes the points of a sum floating-point numbers. Without it they are integers, and what is added has to
	// be whole. Gauges and histograms are always floating-point.
	Fractional bool
}

// instrument is an Instrument with its series.
type instrument struct {
	Instrument
	known map[Labels]*series
	// ordered has the same series in the order in which they are collected, unless unsorted.
	ordered  []*series
	unsorted bool
	// admitted counts the series that the cardinality limit is about: all but the overflow series.
	admitted int
}
