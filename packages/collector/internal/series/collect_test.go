package series

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

var update = flag.Bool("update", false, "write the golden files anew")

// someOfEach measures something in every instrument, in an order other than that of the points.
func someOfEach(s *Set) {
	group := s.Group([]string{"1.8.3", "production", "acme"})
	s.Record(duration, Labels{Workflow: "invoices", Group: group, Step: "extract", State: "failed", Category: "external_api"}, 0)
	for i := range 20 {
		s.Record(duration, Labels{Workflow: "invoices", Group: group, Step: "extract", State: "completed"}, 0.125*float64(1+i))
	}
	s.Add(runs, Labels{Workflow: "reports", State: "failed", Category: "bug"}, 1)
	s.Add(runs, Labels{Workflow: "invoices", Group: group, State: "succeeded"}, 41)
	s.Add(runs, Labels{Workflow: "invoices", Group: s.Group([]string{"1.8.2", "production", "acme"}), State: "succeeded"}, 1)
	s.Touch(runs, Labels{Workflow: "invoices", Group: group, State: "failed"})
	s.Add(compute, Labels{Workflow: "invoices", Group: group, Step: "extract"}, 0.1)
	s.Add(compute, Labels{Workflow: "invoices", Group: group, Step: "extract"}, 0.2)
	s.Add(active, Labels{Workflow: "invoices", Group: group, State: "waiting"}, 2)
	s.Set(age, Labels{Workflow: "invoices", Group: group}, 3600.25)
}

func asJSON(t *testing.T, metrics pmetric.Metrics) string {
	t.Helper()
	compact, err := new(pmetric.JSONMarshaler).MarshalMetrics(metrics)
	require.NoError(t, err)
	var indented bytes.Buffer
	require.NoError(t, json.Indent(&indented, compact, "", "  "))
	return indented.String() + "\n"
}

func TestPointsAreTheGoldenOnes(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	someOfEach(s)
	for i, file := range []string{"zero-points.json", "values.json"} {
		got := asJSON(t, s.Collect(after(15*(1+i))))
		path := filepath.Join("testdata", file)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got)
	}
}

func TestNoSeriesNoMetrics(t *testing.T) {
	assert.Zero(t, NewSet(testConfig(), instruments).Collect(after(15)).ResourceMetrics().Len())
}

func TestPointsAreInTheSameOrderHoweverTheSeriesAppeared(t *testing.T) {
	forward, backward := NewSet(testConfig(), instruments), NewSet(testConfig(), instruments)
	for i := range 32 {
		for s, bits := range map[*Set]int{forward: i, backward: 31 - i} {
			values := []string{"", "production", ""}
			values[0] = []string{"1.8.2", "1.8.3"}[bits>>3&1]
			s.Add(active, Labels{
				Workflow: []string{"invoices", "reports"}[bits>>4&1],
				Group:    s.Group(values),
				Step:     []string{"extract", "load"}[bits>>2&1],
				State:    []string{"running", "waiting"}[bits>>1&1],
				Category: []string{"bug", ""}[bits&1],
			}, float64(bits))
		}
	}
	assert.Equal(t, asJSON(t, forward.Collect(after(15))), asJSON(t, backward.Collect(after(15))))
}

func TestASeriesStartsBeforeItsFirstPointAndStaysThere(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	s.Add(runs, Labels{Workflow: "early"}, 1)
	s.Collect(after(15))
	s.Add(runs, Labels{Workflow: "late"}, 1)
	for second := 30; second <= 60; second += 15 {
		starts := map[string]pcommon.Timestamp{}
		eachPoint(s.Collect(after(second)), func(_ string, attributes pcommon.Map, start, at pcommon.Timestamp, _ string) {
			workflow, _ := attributes.Get("workflow.name")
			starts[workflow.Str()] = start
			assert.Equal(t, after(second), at.AsTime())
		})
		assert.Equal(t, map[string]pcommon.Timestamp{
			"early": pcommon.NewTimestampFromTime(testStart),
			"late":  pcommon.NewTimestampFromTime(after(15)),
		}, starts)
	}
}

func TestNoPointStartsAfterItsTimeWhenTheClockIsSetBack(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	s.Collect(after(3600))
	s.Add(runs, Labels{Workflow: "invoices"}, 1)
	eachPoint(s.Collect(after(60)), func(_ string, _ pcommon.Map, start, at pcommon.Timestamp, _ string) {
		assert.LessOrEqual(t, start, at)
	})
}

func TestCollectedHistogramsDoNotChangeAfterwards(t *testing.T) {
	s := NewSet(testConfig(), instruments)
	labels := Labels{Workflow: "invoices"}
	s.Record(duration, labels, 1)
	s.Collect(after(15))
	collected := s.Collect(after(30))
	before := asJSON(t, collected)
	s.Record(duration, labels, 1)
	s.Record(duration, labels, 1000)
	assert.Equal(t, before, asJSON(t, collected))
}

func BenchmarkCollect(b *testing.B) {
	s := fullSet()
	s.Collect(testStart)
	now := testStart
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(15 * time.Second)
		s.Collect(now)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(s.Len()), "ns/point")
}
