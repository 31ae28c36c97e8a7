package exphist

import "math"

// bucketsPerDoubling is the resolution at MaxScale.
const bucketsPerDoubling = 1 << MaxScale

// bounds are the lower bounds of the buckets between 0.5 and 1 at MaxScale: bounds[i] = 2^(i/256 − 1). Values are compared
// with them instead of taking a logarithm, which would round values near a bound to either side of it.
var bounds = func() (table [bucketsPerDoubling]float64) {
	for i := range table {
		table[i] = math.Exp2(float64(i)/bucketsPerDoubling - 1)
	}
	return table
}()

// finestBucket returns the index of the bucket of a positive, finite value at MaxScale. At a coarser scale it is this
// index shifted right, since bucket bounds of one scale are bounds of every finer one.
func finestBucket(value float64) int32 {
	fraction, exponent := math.Frexp(value) // fraction in [0.5, 1)
	// The last bound below the fraction, or −1 if it is 0.5: a power of two is the upper bound of the bucket below.
	below := -1
	for step := bucketsPerDoubling / 2; step > 0; step /= 2 {
		if bounds[below+step] < fraction {
			below += step
		}
	}
	if below+1 < bucketsPerDoubling && bounds[below+1] < fraction {
		below++
	}
	return int32((exponent-1)*bucketsPerDoubling + below)
}
