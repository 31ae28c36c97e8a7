package series

import (
	"errors"
	"fmt"
)

// ErrNotConfigured is the reason why Restore refuses a series that is intact but has no place in the present
// configuration. It can be deleted: its successors under the new labels start at zero.
var ErrNotConfigured = errors.New("series of another configuration")

// Taken are series that the owner is about to store.
type Taken struct{ series []*series }

// TakeChanged yields every series that changed since it was last called, in the order in which they changed, with a key
// that stays the same over restarts. encode appends the series to a buffer; like the Set, it is used under the owner's
// lock.
func (s *Set) TakeChanged(yield func(key string, encode func([]byte) []byte)) Taken {
	taken := Taken{series: s.changed}
	s.changed = make([]*series, 0, len(taken.series))
	for _, one := range taken.series {
		one.changed = false
		yield(s.keyOf(one), func(buffer []byte) []byte { return s.appendSeries(buffer, one) })
	}
	return taken
}

// Changed is the number of series that TakeChanged would yield.
func (s *Set) Changed() int { return len(s.changed) }

// PutBack makes the next TakeChanged yield these series again, because they could not be stored.
func (s *Set) PutBack(taken Taken) {
	for _, one := range taken.series {
		s.markChanged(one)
	}
}

// Restore puts back a series that TakeChanged yielded in an earlier process. It is for a Set that nothing was measured in
// yet. Data that is damaged, of a version it doesn't know, or not stored under this key is an error and changes nothing;
// ErrNotConfigured is one of them. What was stored is restored even beyond the cardinality limit.
func (s *Set) Restore(key string, data []byte) error {
	one, err := s.decode(data)
	if err != nil {
		return fmt.Errorf("restoring series %q: %w", key, err)
	}
	if s.keyOf(one) != key {
		return fmt.Errorf("restoring series %q: the data belongs to %q", key, s.keyOf(one))
	}
	one.labels.Group = s.groups.intern(one.labels.Group.Values())
	if _, ok := one.instrument.known[one.labels]; ok {
		return fmt.Errorf("restoring series %q: it exists already", key)
	}
	one.overflow = one.labels == one.labels.folded(s.groups.overflow)
	s.admit(one)
	return nil
}
