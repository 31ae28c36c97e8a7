package series

import "slices"

// Refused takes back that the last collection showed the past of any series, since its points reached nobody. The next
// one shows it.
func (s *Set) Refused() {
	for _, one := range s.offered {
		one.phase = held
	}
	s.offered = s.offered[:0]
}

// IsAhead tells whether another Collect would show what the last one held back: whoever stops should do one more.
func (s *Set) IsAhead() bool {
	return slices.ContainsFunc(s.offered, (*series).isAhead)
}

// settle opens the series of which the last collection showed the past: it was not refused.
func (s *Set) settle() {
	for _, one := range s.offered {
		one.phase, one.pastHistogram = open, nil
	}
	s.offered = s.offered[:0]
}

// offer notes that a point of the series was made.
func (s *Set) offer(one *series, something bool) {
	if one.phase == held {
		one.phase = offered
		s.offered = append(s.offered, one)
	}
	if something && !one.shown && one.instrument.Kind.firstPhase() == held {
		one.shown = true
		s.markChanged(one)
	}
}
