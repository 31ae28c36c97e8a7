package series

import (
	"cmp"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

const (
	workflowAttribute = "workflow.name"
	stepAttribute     = "workflow.step.name"
	categoryAttribute = "workflow.error.category"
)

// other stands for every free value in the labels of an overflow series.
const other = "other"

// Labels identify one series of an instrument. A label that is empty is left out of the points.
type Labels struct {
	Workflow string
	// Group comes from Set.Group, so that equal groups are the same pointer. Nil if none of its values is known.
	Group *Group
	Step  string
	// State is the value of the instrument's StateAttribute.
	State    string
	Category string
}

// Group holds one value for each of Config.Attributes, in that order. It never changes.
type Group struct {
	values []string
}

// Values are the group's values, empty where one isn't known; none at all for a nil group. They must not be changed.
func (g *Group) Values() []string {
	if g == nil {
		return nil
	}
	return g.values
}

// folded returns the labels of the overflow series that takes a measurement with these labels: what is free becomes
// `other`, what comes from a closed vocabulary stays.
func (l Labels) folded(overflow *Group) Labels {
	if l.Workflow != "" {
		l.Workflow = other
	}
	if l.Step != "" {
		l.Step = other
	}
	l.Group = overflow
	return l
}

// compare orders labels by what they say, so that the order of series doesn't depend on when they appeared.
func (l Labels) compare(to Labels) int {
	return cmp.Or(
		cmp.Compare(l.Workflow, to.Workflow),
		slices.Compare(l.Group.Values(), to.Group.Values()),
		cmp.Compare(l.Step, to.Step),
		cmp.Compare(l.State, to.State),
		cmp.Compare(l.Category, to.Category),
	)
}

// putInto writes the labels as the attributes of a point.
func (l Labels) putInto(attributes pcommon.Map, groupNames []string, stateName string) {
	attributes.EnsureCapacity(4 + len(groupNames))
	put := func(name, value string) {
		if name != "" && value != "" {
			attributes.PutStr(name, value)
		}
	}
	put(workflowAttribute, l.Workflow)
	for i, value := range l.Group.Values() {
		put(groupNames[i], value)
	}
	put(stepAttribute, l.Step)
	put(stateName, l.State)
	put(categoryAttribute, l.Category)
}
