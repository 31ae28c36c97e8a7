package event

import (
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

func text(value pcommon.Value) string {
	if value.Type() != pcommon.ValueTypeStr {
		return ""
	}
	return value.Str()
}

func texts(value pcommon.Value) []string {
	if value.Type() != pcommon.ValueTypeSlice {
		return nil
	}
	slice := value.Slice()
	list := make([]string, 0, slice.Len())
	for _, item := range slice.All() {
		list = append(list, text(item))
	}
	return list
}

func truth(value pcommon.Value) bool {
	return value.Type() == pcommon.ValueTypeBool && value.Bool()
}

// number returns a finite number that is not negative, else 0: durations, waits and amounts are nothing else.
func number(value pcommon.Value) float64 {
	var n float64
	switch value.Type() {
	case pcommon.ValueTypeInt:
		n = float64(value.Int())
	case pcommon.ValueTypeDouble:
		n = value.Double()
	}
	if !(n >= 0) || math.IsInf(n, 0) {
		return 0
	}
	return n
}

// count returns a whole number from 0 on that a JavaScript number can hold exactly.
func count(value pcommon.Value) (uint64, bool) {
	const maxSafeInteger = 1<<53 - 1
	switch value.Type() {
	case pcommon.ValueTypeInt:
		n := value.Int()
		return uint64(n), n >= 0 && n <= maxSafeInteger
	case pcommon.ValueTypeDouble:
		n := value.Double()
		if n >= 0 && n <= maxSafeInteger && n == math.Trunc(n) {
			return uint64(n), true
		}
	}
	return 0, false
}
