package exphist

import (
	"errors"
	"fmt"
	"math"
)

// State is everything that a histogram holds, for storing it. The number of values follows from the counts.
type State struct {
	Scale         int32
	ZeroCount     uint64
	Sum, Min, Max float64
	Offset        int32
	Counts        []uint64
}

// State returns the histogram's state. Counts stay the histogram's own: they are valid until the next Record.
func (h *Histogram) State() State {
	return State{
		Scale: h.Scale(), ZeroCount: h.zeroCount, Sum: h.sum, Min: h.min, Max: h.max, Offset: h.offset, Counts: h.counts,
	}
}

// FromState returns a histogram that goes on from a state, and owns its Counts from then on. It fails if no sequence of
// values could have led to such a state, so that what was stored wrongly can't break what is recorded later.
func FromState(state State) (*Histogram, error) {
	if state.Scale < MinScale || state.Scale > MaxScale {
		return nil, fmt.Errorf("scale %d is not between %d and %d", state.Scale, MinScale, MaxScale)
	}
	h := &Histogram{
		count: state.ZeroCount, zeroCount: state.ZeroCount, sum: state.Sum, min: state.Min, max: state.Max,
		coarseness: MaxScale - state.Scale, offset: state.Offset, counts: state.Counts,
	}
	if err := h.checkBuckets(); err != nil {
		return nil, err
	}
	for _, count := range state.Counts {
		if h.count+count < h.count {
			return nil, errors.New("more values than can be counted")
		}
		h.count += count
	}
	if err := h.checkSummary(); err != nil {
		return nil, err
	}
	return h, nil
}

func (h *Histogram) checkBuckets() error {
	if len(h.counts) == 0 {
		if h.offset != 0 {
			return errors.New("an offset without buckets")
		}
		return nil
	}
	if len(h.counts) > MaxBuckets {
		return fmt.Errorf("%d buckets, at most %d are allowed", len(h.counts), MaxBuckets)
	}
	if h.counts[0] == 0 || h.counts[len(h.counts)-1] == 0 {
		return errors.New("an empty bucket at the end of the range")
	}
	lowest := finestBucket(math.SmallestNonzeroFloat64) >> h.coarseness
	highest := finestBucket(math.MaxFloat64) >> h.coarseness
	if h.offset < lowest || h.offset > highest-int32(len(h.counts))+1 {
		return fmt.Errorf("%d buckets from %d are beyond what a number can be", len(h.counts), h.offset)
	}
	return nil
}

// checkSummary compares smallest, largest and sum with the buckets. The sum may be infinite, if huge values were added.
func (h *Histogram) checkSummary() error {
	if h.count == 0 {
		if h.sum != 0 || h.min != 0 || h.max != 0 {
			return errors.New("a sum without values")
		}
		return nil
	}
	if math.IsNaN(h.sum) || !(0 <= h.min && h.min <= h.max && h.max <= h.sum) || math.IsInf(h.max, 0) {
		return fmt.Errorf("smallest %v, largest %v and sum %v don't agree", h.min, h.max, h.sum)
	}
	if (h.min == 0) != (h.zeroCount > 0) || (h.max == 0) != (len(h.counts) == 0) {
		return errors.New("zeros are counted that are not in the summary, or the reverse")
	}
	if h.max == 0 {
		return nil
	}
	last := h.offset + int32(len(h.counts)) - 1
	if finestBucket(h.max)>>h.coarseness != last || h.min > 0 && finestBucket(h.min)>>h.coarseness != h.offset {
		return errors.New("the smallest or the largest value is not in the outermost bucket")
	}
	return nil
}
