package series

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// The instruments of the tests, one of each form.
const (
	runs = iota
	compute
	active
	age
	duration
)

var instruments = []Instrument{
	{Name: "workflow.run.count", Unit: "{run}", Description: "Runs that ended.", Kind: Counter, StateAttribute: "workflow.run.outcome"},
	{Name: "workflow.usage.compute", Unit: "s", Description: "Compute time used.", Kind: Counter, Fractional: true},
	{Name: "workflow.run.active", Unit: "{run}", Description: "Runs now.", Kind: UpDownCounter, StateAttribute: "workflow.run.status"},
	{Name: "workflow.run.waiting.age", Unit: "s", Description: "Longest open wait.", Kind: Gauge},
	{Name: "workflow.step.duration", Unit: "s", Description: "Time that steps took.", Kind: ExponentialHistogram, StateAttribute: "workflow.step.status"},
}

var testStart = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// after is a time that many seconds after the start.
func after(seconds int) time.Time { return testStart.Add(time.Duration(seconds) * time.Second) }

func testConfig() Config {
	return Config{
		Attributes:       []string{"workflow.version", "deployment.environment.name", "workflow.tenant.id"},
		CardinalityLimit: 100,
		StartTime:        testStart,
		ScopeName:        "github.com/runlight/runlight/packages/collector/workflowrunconnector",
		ScopeVersion:     "1.2.3",
		Resource:         map[string]string{"service.name": "runlight", "service.instance.id": "gateway-1"},
	}
}

// shown returns the points of one collection, a line for each, without their times.
func shown(metrics pmetric.Metrics) string {
	var lines strings.Builder
	eachPoint(metrics, func(name string, attributes pcommon.Map, start, at pcommon.Timestamp, value string) {
		var labels []string
		for key, label := range attributes.All() {
			labels = append(labels, key[strings.LastIndex(key, ".")+1:]+"="+label.Str())
		}
		fmt.Fprintf(&lines, "%s{%s} %s\n", name, strings.Join(labels, ","), value)
	})
	return lines.String()
}

func eachPoint(metrics pmetric.Metrics, yield func(name string, attributes pcommon.Map, start, at pcommon.Timestamp, value string)) {
	for _, resource := range metrics.ResourceMetrics().All() {
		for _, scope := range resource.ScopeMetrics().All() {
			for _, metric := range scope.Metrics().All() {
				eachPointOf(metric, yield)
			}
		}
	}
}

func eachPointOf(metric pmetric.Metric, yield func(name string, attributes pcommon.Map, start, at pcommon.Timestamp, value string)) {
	var numbers pmetric.NumberDataPointSlice
	switch metric.Type() {
	case pmetric.MetricTypeGauge:
		numbers = metric.Gauge().DataPoints()
	case pmetric.MetricTypeSum:
		numbers = metric.Sum().DataPoints()
	default:
		for _, point := range metric.ExponentialHistogram().DataPoints().All() {
			value := fmt.Sprintf("count=%d sum=%v", point.Count(), point.Sum())
			yield(metric.Name(), point.Attributes(), point.StartTimestamp(), point.Timestamp(), value)
		}
		return
	}
	for _, point := range numbers.All() {
		value := fmt.Sprint(point.IntValue())
		if point.ValueType() == pmetric.NumberDataPointValueTypeDouble {
			value = fmt.Sprint(point.DoubleValue())
		}
		yield(metric.Name(), point.Attributes(), point.StartTimestamp(), point.Timestamp(), value)
	}
}

func lines(points ...string) string { return strings.Join(points, "\n") + "\n" }

// storage is what a storage extension has in it.
type storage map[string][]byte

func (to storage) takeFrom(s *Set) {
	s.TakeChanged(func(key string, encode func([]byte) []byte) { to[key] = encode(nil) })
}

func (from storage) restore(t *testing.T, config Config) *Set {
	t.Helper()
	s := NewSet(config, instruments)
	for key, data := range from {
		require.NoError(t, s.Restore(key, data))
	}
	return s
}
