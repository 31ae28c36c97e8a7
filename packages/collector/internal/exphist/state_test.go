package exphist_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/runlight/runlight/packages/collector/internal/exphist"
)

func TestAHistogramGoesOnFromItsState(t *testing.T) {
	eachDistribution(t, func(t *testing.T, values []float64) {
		half := len(values) / 2
		state := recorded(values[:half]).State()
		// What lies in the slice beyond its length is not part of the state.
		spare := slices.Repeat([]uint64{9}, exphist.MaxBuckets)
		state.Counts = append(slices.Clone(state.Counts), spare...)[:len(state.Counts)]
		h, err := exphist.FromState(state)
		require.NoError(t, err)
		for _, value := range values[half:] {
			h.Record(value)
		}
		require.Equal(t, recorded(values).State(), h.State())
		require.Equal(t, uint64(len(values)), h.Count())
	})
}

func TestStatesThatNoValuesLeadToAreRefused(t *testing.T) {
	for name, damage := range map[string]func(*exphist.State){
		"scale too fine":            func(s *exphist.State) { s.Scale = exphist.MaxScale + 1 },
		"scale too coarse":          func(s *exphist.State) { s.Scale = exphist.MinScale - 1 },
		"too many buckets":          func(s *exphist.State) { s.Counts = slices.Repeat([]uint64{1}, exphist.MaxBuckets+1) },
		"empty first bucket":        func(s *exphist.State) { s.Counts[0] = 0 },
		"empty last bucket":         func(s *exphist.State) { s.Counts[len(s.Counts)-1] = 0 },
		"bucket beyond all numbers": func(s *exphist.State) { s.Offset = math.MaxInt32 },
		"bucket below all numbers":  func(s *exphist.State) { s.Offset = math.MinInt32 },
		"bucket elsewhere":          func(s *exphist.State) { s.Offset++ },
		"offset without buckets":    func(s *exphist.State) { s.Counts = nil },
		"too many values":           func(s *exphist.State) { s.Counts[0] = math.MaxUint64 },
		"zeros without a minimum 0": func(s *exphist.State) { s.ZeroCount = 1 },
		"minimum above maximum":     func(s *exphist.State) { s.Min = s.Max + 1 },
		"sum below maximum":         func(s *exphist.State) { s.Sum = s.Max / 2 },
		"negative minimum":          func(s *exphist.State) { s.Min = -1 },
		"infinite maximum":          func(s *exphist.State) { s.Max, s.Sum = math.Inf(1), math.Inf(1) },
		"no number":                 func(s *exphist.State) { s.Sum = math.NaN() },
		"sum of nothing":            func(s *exphist.State) { *s = exphist.State{Sum: 1} },
	} {
		t.Run(name, func(t *testing.T) {
			state := recorded([]float64{1, 1.2, 1.5}).State()
			damage(&state)
			_, err := exphist.FromState(state)
			assert.Error(t, err)
		})
	}
}
