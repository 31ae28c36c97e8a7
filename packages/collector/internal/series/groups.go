package series

import (
	"slices"

	"github.com/runlight/runlight/packages/collector/internal/binary"
)

// groups owns every Group of a Set. Equal values are the same Group, and their number is bounded.
type groups struct {
	size  int
	limit int
	known map[string]*Group
	// overflow stands for all groups beyond the limit. It is nil if groups have no values at all.
	overflow *Group
	scratch  binary.Writer
}

func newGroups(size, limit int) *groups {
	g := &groups{size: size, limit: limit, known: make(map[string]*Group)}
	if size > 0 {
		g.overflow = g.intern(slices.Repeat([]string{other}, size))
	}
	return g
}

// admit returns the group of the values, or the overflow group if there are too many to tell them apart.
func (g *groups) admit(values []string) *Group {
	if isBlank(values) {
		return nil
	}
	if known, ok := g.known[string(g.identify(values))]; ok {
		return known
	}
	if g.limit > 0 && len(g.known) > g.limit { // the overflow group is one of them
		return g.overflow
	}
	return g.intern(values)
}

// intern returns the group of the values, however many there are: what was stored is never folded afterwards.
func (g *groups) intern(values []string) *Group {
	if isBlank(values) {
		return nil
	}
	identity := g.identify(values)
	if known, ok := g.known[string(identity)]; ok {
		return known
	}
	group := &Group{values: slices.Clone(values)}
	g.known[string(identity)] = group
	return group
}

// identify returns bytes that only equal values have, valid until its next call.
func (g *groups) identify(values []string) []byte {
	if len(values) != g.size {
		panic("series: a group needs one value for each configured attribute")
	}
	g.scratch.Bytes = g.scratch.Bytes[:0]
	for _, value := range values {
		g.scratch.Text(value)
	}
	return g.scratch.Bytes
}

func isBlank(values []string) bool {
	return !slices.ContainsFunc(values, func(value string) bool { return value != "" })
}
