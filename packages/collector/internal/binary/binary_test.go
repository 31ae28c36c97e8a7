package binary_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/runlight/runlight/packages/collector/internal/binary"
)

func TestReadsWhatWasWritten(t *testing.T) {
	floats := []float64{0, math.Copysign(0, -1), 1, 0.1, -3, 1 << 53, 1e300, math.MaxUint64, math.Inf(1), math.SmallestNonzeroFloat64}
	var w binary.Writer
	for _, f := range floats {
		w.Float(f)
	}
	w.Uint(math.MaxUint64)
	w.Int(math.MinInt64)
	w.Text("übermäßig")
	w.Bool(true)

	r := binary.NewReader(w.Bytes)
	for _, f := range floats {
		assert.Equal(t, math.Float64bits(f), math.Float64bits(r.Float()), "%v", f)
	}
	assert.Equal(t, uint64(math.MaxUint64), r.Uint())
	assert.Equal(t, int64(math.MinInt64), r.Int())
	assert.Equal(t, "übermäßig", r.Text())
	assert.True(t, r.Bool())
	assert.NoError(t, r.Err())
	assert.Zero(t, r.Rest())
}

func TestRefusesWhatWasCutShort(t *testing.T) {
	var w binary.Writer
	w.Text("text")
	w.Float(0.1)
	w.Bool(true)
	for length := range len(w.Bytes) {
		r := binary.NewReader(w.Bytes[:length])
		_, _, _ = r.Text(), r.Float(), r.Bool()
		assert.ErrorIs(t, r.Err(), binary.ErrCorrupt, "cut at %d", length)
	}
}

func TestFindsTheFirstTextInWhatWasWritten(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, text := range []string{"", "run_1", long} {
		var w binary.Writer
		w.Text(text)
		w.Bool(true)
		assert.Equal(t, text, binary.FirstText(string(w.Bytes)))
		for length := range len(w.Bytes) - 1 {
			assert.Empty(t, binary.FirstText(string(w.Bytes[:length])), "cut at %d", length)
		}
	}
}
