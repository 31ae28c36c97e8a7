package exphist_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/runlight/runlight/packages/collector/internal/exphist"
)

// distributions are what durations look like, and what they never should.
var distributions = map[string]func(*rand.Rand) float64{
	"constant":             func(*rand.Rand) float64 { return 0.25 },
	"uniform":              func(r *rand.Rand) float64 { return r.Float64() },
	"milliseconds to days": func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()*3 + 2) },
	"whole milliseconds":   func(r *rand.Rand) float64 { return float64(r.IntN(100_000)) / 1000 },
	"two peaks":            func(r *rand.Rand) float64 { return []float64{0.001, 86_400}[r.IntN(2)] * (1 + r.Float64()/10) },
	"every magnitude":      func(r *rand.Rand) float64 { return math.Ldexp(1+r.Float64(), r.IntN(2000)-1000) },
	"powers of two":        func(r *rand.Rand) float64 { return math.Ldexp(1, r.IntN(20)-10) },
}

func eachDistribution(t *testing.T, check func(t *testing.T, values []float64)) {
	for name, draw := range distributions {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(20) {
				random := rand.New(rand.NewPCG(seed, 1))
				values := make([]float64, 1+random.IntN(2000))
				for i := range values {
					values[i] = draw(random)
				}
				check(t, values)
			}
		})
	}
}

func recorded(values []float64) *exphist.Histogram {
	h := new(exphist.Histogram)
	for _, value := range values {
		h.Record(value)
	}
	return h
}

// bound is the lower bound of a bucket.
func bound(index, scale int32) float64 { return math.Exp2(math.Ldexp(float64(index), -int(scale))) }

func TestEveryValueIsInTheBucketThatSpansIt(t *testing.T) {
	const rounding = 1e-12 // of the bounds that this test computes
	eachDistribution(t, func(t *testing.T, values []float64) {
		for _, value := range values {
			if value == 0 {
				continue
			}
			offset, counts := recorded([]float64{value}).Buckets()
			require.Equal(t, []uint64{1}, counts)
			require.Greater(t, value*(1+rounding), bound(offset, exphist.MaxScale))
			require.LessOrEqual(t, value*(1-rounding), bound(offset+1, exphist.MaxScale))
		}
	})
}

func TestPowersOfTwoAreTheUpperBoundsOfTheirBuckets(t *testing.T) {
	for exponent := -1074; exponent <= 1023; exponent++ {
		h := recorded([]float64{math.Ldexp(1, exponent)})
		offset, counts := h.Buckets()
		require.Equal(t, int32(exponent*256-1), offset, "2^%d", exponent)
		require.Equal(t, []uint64{1}, counts)
		require.Equal(t, int32(exphist.MaxScale), h.Scale())
	}
}

func TestQuantilesAreWithinTheErrorThatTheScaleAllows(t *testing.T) {
	eachDistribution(t, func(t *testing.T, values []float64) {
		h := recorded(values)
		// A bucket's geometric middle is at most half a bucket's width away from everything in it.
		allowed := math.Exp2(math.Ldexp(0.5, -int(h.Scale()))) * (1 + 1e-12)
		slices.Sort(values)
		for _, q := range []float64{0, 0.01, 0.5, 0.95, 0.99, 1} {
			rank := int(q * float64(len(values)-1))
			exact, estimate := values[rank], atRank(h, rank)
			require.LessOrEqual(t, math.Max(exact/estimate, estimate/exact), allowed, "quantile %v of %d values", q, len(values))
		}
	})
}

func TestUsesTheFinestScaleThatFits(t *testing.T) {
	eachDistribution(t, func(t *testing.T, values []float64) {
		h := recorded(values)
		offset, counts := h.Buckets()
		require.LessOrEqual(t, len(counts), exphist.MaxBuckets)
		require.GreaterOrEqual(t, h.Scale(), int32(exphist.MinScale))
		if h.Scale() == exphist.MaxScale {
			return
		}
		// One scale finer, the smallest value has the index 2·offset or 2·offset+1, and so on for the largest.
		last := offset + int32(len(counts)) - 1
		require.Greater(t, (2*last+1)-2*offset+1, int32(exphist.MaxBuckets))
		finer := func(value float64) float64 { return math.Ceil(math.Ldexp(math.Log2(value), int(h.Scale())+1)) }
		require.GreaterOrEqual(t, finer(slices.Max(values))-finer(slices.Min(values))+1, float64(exphist.MaxBuckets))
	})
}

func TestOrderOfValuesMakesNoDifference(t *testing.T) {
	eachDistribution(t, func(t *testing.T, values []float64) {
		want := recorded(values).State()
		random := rand.New(rand.NewPCG(7, 7))
		random.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		got := recorded(values).State()
		assert.InEpsilon(t, want.Sum, got.Sum, 1e-9)
		got.Sum = want.Sum
		require.Equal(t, want, got)
	})
}

func TestSummaryIsExact(t *testing.T) {
	h := recorded([]float64{3, 0, 0.5, 1000, 0})
	assert.Equal(t, uint64(5), h.Count())
	assert.Equal(t, uint64(2), h.ZeroCount())
	assert.Equal(t, 1003.5, h.Sum())
	assert.Equal(t, 0.0, h.Min())
	assert.Equal(t, 1000.0, h.Max())
}

func TestNegativeDurationsAreZeroAndWhatIsNotFiniteIsIgnored(t *testing.T) {
	h := recorded([]float64{-5, math.NaN(), math.Inf(1), math.Inf(-1), 2})
	assert.Equal(t, uint64(2), h.Count())
	assert.Equal(t, uint64(1), h.ZeroCount())
	assert.Equal(t, 2.0, h.Sum())
	assert.Equal(t, 0.0, h.Min())
}

func TestExtremesFitTogether(t *testing.T) {
	h := recorded([]float64{math.SmallestNonzeroFloat64, math.MaxFloat64, 1, 0})
	_, counts := h.Buckets()
	assert.Equal(t, int32(exphist.MinScale), h.Scale())
	assert.Equal(t, uint64(3), sum(counts))
}

func TestCloneSharesNothing(t *testing.T) {
	h := recorded([]float64{1, 1.5, 2})
	clone := h.Clone()
	before := recorded([]float64{1, 1.5, 2}).State()
	h.Record(1.5)
	assert.Equal(t, before, clone.State())
}

func TestRecordingAKnownRangeAllocatesNothing(t *testing.T) {
	h := recorded([]float64{0.001, 100})
	i := 0
	assert.Zero(t, testing.AllocsPerRun(1000, func() {
		i++
		h.Record(0.001 * float64(1+i%90_000))
	}))
}

func BenchmarkRecord(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	values := make([]float64, 4096)
	for i := range values {
		values[i] = distributions["milliseconds to days"](random)
	}
	h := recorded(values)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		h.Record(values[i&4095])
		i++
	}
}

func sum(counts []uint64) (total uint64) {
	for _, count := range counts {
		total += count
	}
	return total
}

// atRank estimates the value with this rank, as a reader of the histogram would.
func atRank(h *exphist.Histogram, rank int) float64 {
	offset, counts := h.Buckets()
	seen := h.ZeroCount()
	for i, count := range counts {
		seen += count
		if uint64(rank) < seen {
			index := float64(offset) + float64(i)
			return math.Exp2(math.Ldexp(index+0.5, -int(h.Scale())))
		}
	}
	return math.NaN()
}
