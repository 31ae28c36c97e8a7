// Package exphist is a base-2 exponential histogram whose whole state can be taken out and put back.
//
// It follows the OpenTelemetry data model: bucket i at scale s counts the values in (2^(i/2^s), 2^((i+1)/2^s)], at most
// MaxBuckets of them; a value that doesn't fit halves the resolution until it does. The published Go implementations
// can't be restored from stored state, and durations need neither negative values nor other units, so this one is small.
package exphist

import "math"

const (
	// MaxBuckets is the OpenTelemetry default.
	MaxBuckets = 160
	// MaxScale is where a histogram starts. Prometheus keeps no finer one.
	MaxScale = 8
	// MinScale is the coarsest that Prometheus takes. There, MaxBuckets cover every float64.
	MinScale = -4
)

// Histogram counts non-negative values. Its zero value is empty and ready to use. Its scale only ever decreases, which is
// what lets Prometheus tell a coarser histogram from one that was reset. It is not safe for concurrent use.
type Histogram struct {
	count     uint64
	zeroCount uint64
	sum       float64
	min, max  float64
	// coarseness is how often the resolution was halved: scale = MaxScale − coarseness.
	coarseness int32
	// counts[i] belongs to the bucket offset+i. The first and the last are never 0.
	offset int32
	counts []uint64
}

// Record counts one value. A negative one counts as 0 (a duration between two clocks that disagree), one that is not
// finite is ignored.
func (h *Histogram) Record(value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return
	}
	value = max(value, 0)
	if h.count == 0 || value < h.min {
		h.min = value
	}
	h.max = max(h.max, value)
	h.sum += value
	h.count++
	if value == 0 {
		h.zeroCount++
		return
	}
	h.counts[h.reach(finestBucket(value))]++
}

// Count is the number of values, zeros included.
func (h *Histogram) Count() uint64 { return h.count }

// ZeroCount is the number of values that were 0.
func (h *Histogram) ZeroCount() uint64 { return h.zeroCount }

// Sum is the sum of all values.
func (h *Histogram) Sum() float64 { return h.sum }

// Min is the smallest value, 0 if there is none.
func (h *Histogram) Min() float64 { return h.min }

// Max is the largest value, 0 if there is none.
func (h *Histogram) Max() float64 { return h.max }

// Scale says how fine the buckets are: 2^Scale of them for each doubling of the value.
func (h *Histogram) Scale() int32 { return MaxScale - h.coarseness }

// Buckets returns the index of the first bucket and the counts from there on. The histogram keeps the slice: it is valid
// until the next Record and not to be changed.
func (h *Histogram) Buckets() (offset int32, counts []uint64) { return h.offset, h.counts }

// Clone returns a histogram that shares nothing with this one.
func (h *Histogram) Clone() *Histogram {
	clone := *h
	clone.counts = append([]uint64(nil), h.counts...)
	return &clone
}

// reach makes room for the bucket that has this index at MaxScale, and returns its place in counts.
func (h *Histogram) reach(finest int32) int32 {
	index := finest >> h.coarseness
	if len(h.counts) == 0 {
		h.offset = index
		h.counts = append(h.counts, 0)
		return 0
	}
	first, last := h.offset, h.offset+int32(len(h.counts))-1
	if index >= first && index <= last {
		return index - first
	}
	low, high := min(first, index), max(last, index)
	for high-low >= MaxBuckets {
		low, high = low>>1, high>>1
		h.halve()
	}
	h.widen(low, high)
	return finest>>h.coarseness - h.offset
}

// halve merges pairs of neighbouring buckets in place.
func (h *Histogram) halve() {
	offset := h.offset >> 1
	for i, count := range h.counts {
		h.counts[i] = 0
		h.counts[(h.offset+int32(i))>>1-offset] += count
	}
	h.counts = h.counts[:(h.offset+int32(len(h.counts))-1)>>1-offset+1]
	h.offset = offset
	h.coarseness++
}

// widen makes counts span the buckets low to high, which include those that it spans already.
func (h *Histogram) widen(low, high int32) {
	length := int(high-low) + 1
	shift := int(h.offset - low)
	used := len(h.counts)
	if cap(h.counts) < length {
		// Half as much again, so that a histogram which grows value by value is copied a few times only.
		grown := make([]uint64, length, min(length+length/2, MaxBuckets))
		copy(grown[shift:], h.counts)
		h.counts = grown
	} else {
		h.counts = h.counts[:length]
		copy(h.counts[shift:], h.counts[:used])
		clear(h.counts[:shift])
		clear(h.counts[shift+used:])
	}
	h.offset = low
}
