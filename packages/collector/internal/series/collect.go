package series

import (
	"maps"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/runlight/runlight/packages/collector/internal/exphist"
)

// Collect returns one point for each series, ordered by instrument and labels. There is no resource if there are no
// series.
//
// What TakeChanged yields afterwards has to be stored before the metrics leave the process: a crash in between then
// repeats points, where in the other order a series could come back with less than it has shown, which counts as a reset.
// Metrics that nobody took have to be reported with Refused before the next Collect.
func (s *Set) Collect(now time.Time) pmetric.Metrics {
	s.settle()
	metrics := pmetric.NewMetrics()
	timestamp := pcommon.NewTimestampFromTime(now)
	if s.Len() > 0 {
		resource := metrics.ResourceMetrics().AppendEmpty()
		for _, name := range slices.Sorted(maps.Keys(s.config.Resource)) {
			resource.Resource().Attributes().PutStr(name, s.config.Resource[name])
		}
		scope := resource.ScopeMetrics().AppendEmpty()
		scope.Scope().SetName(s.config.ScopeName)
		scope.Scope().SetVersion(s.config.ScopeVersion)
		for i := range s.instruments {
			if in := &s.instruments[i]; len(in.known) > 0 {
				s.collect(in, timestamp, scope.Metrics().AppendEmpty())
			}
		}
	}
	s.newest = max(s.newest, timestamp)
	return metrics
}

func (s *Set) collect(in *instrument, now pcommon.Timestamp, metric pmetric.Metric) {
	if in.unsorted {
		slices.SortFunc(in.ordered, func(a, b *series) int { return a.labels.compare(b.labels) })
		in.unsorted = false
	}
	metric.SetName(in.Name)
	metric.SetUnit(in.Unit)
	metric.SetDescription(in.Description)
	switch in.Kind {
	case Gauge:
		s.collectNumbers(in, now, metric.SetEmptyGauge().DataPoints())
	case ExponentialHistogram:
		histogram := metric.SetEmptyExponentialHistogram()
		histogram.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
		s.collectHistograms(in, now, histogram.DataPoints())
	default:
		sum := metric.SetEmptySum()
		sum.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
		sum.SetIsMonotonic(in.Kind == Counter)
		s.collectNumbers(in, now, sum.DataPoints())
	}
}

func (s *Set) collectNumbers(in *instrument, now pcommon.Timestamp, points pmetric.NumberDataPointSlice) {
	points.EnsureCapacity(len(in.ordered))
	for _, one := range in.ordered {
		point := points.AppendEmpty()
		one.labels.putInto(point.Attributes(), s.config.Attributes, in.StateAttribute)
		point.SetTimestamp(now)
		value := one.nextValue()
		s.offer(one, value != 0)
		one.set = false
		if in.Kind != Gauge {
			point.SetStartTimestamp(min(one.start, now))
		}
		if in.Kind == Gauge || in.Fractional {
			point.SetDoubleValue(value)
		} else {
			point.SetIntValue(int64(value))
		}
	}
}

func (s *Set) collectHistograms(in *instrument, now pcommon.Timestamp, points pmetric.ExponentialHistogramDataPointSlice) {
	points.EnsureCapacity(len(in.ordered))
	for _, one := range in.ordered {
		point := points.AppendEmpty()
		one.labels.putInto(point.Attributes(), s.config.Attributes, in.StateAttribute)
		point.SetStartTimestamp(min(one.start, now))
		point.SetTimestamp(now)
		histogram := one.nextHistogram()
		s.offer(one, histogram.Count() > 0)
		putHistogram(histogram, point)
	}
}

func putHistogram(histogram *exphist.Histogram, point pmetric.ExponentialHistogramDataPoint) {
	point.SetCount(histogram.Count())
	point.SetSum(histogram.Sum())
	if histogram.Count() > 0 {
		point.SetMin(histogram.Min())
		point.SetMax(histogram.Max())
	}
	point.SetScale(histogram.Scale())
	point.SetZeroCount(histogram.ZeroCount())
	offset, counts := histogram.Buckets()
	point.Positive().SetOffset(offset)
	point.Positive().BucketCounts().FromRaw(counts)
}
