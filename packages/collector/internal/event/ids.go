package event

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

const (
	runPrefix = "run_"
	digits    = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// TraceIDOf returns the trace id of a run: the same 128 bits for a `run_` + ULID id, else the first 16 bytes of
// SHA-256(`runlight:` + id).
func TraceIDOf(runID string) pcommon.TraceID {
	if from := len(runPrefix); len(runID) > from && strings.EqualFold(runID[:from], runPrefix) {
		if id, ok := decodeULID(runID[from:]); ok {
			return id
		}
	}
	sum := sha256.Sum256([]byte("runlight:" + runID))
	return pcommon.TraceID(sum[:16])
}

// RootSpanIDOf returns the id of a run's root span: the last 8 bytes of its trace id.
func RootSpanIDOf(traceID pcommon.TraceID) pcommon.SpanID {
	spanID := pcommon.SpanID(traceID[8:])
	if spanID.IsEmpty() {
		spanID[7] = 1
	}
	return spanID
}

// ParseTraceID reads 32 hex digits; false if they are not, or all zero.
func ParseTraceID(text string) (pcommon.TraceID, bool) {
	var id pcommon.TraceID
	if len(text) != 2*len(id) {
		return id, false
	}
	_, err := hex.Decode(id[:], []byte(text))
	return id, err == nil && !id.IsEmpty()
}

// ParseSpanID reads 16 hex digits; false if they are not, or all zero.
func ParseSpanID(text string) (pcommon.SpanID, bool) {
	var id pcommon.SpanID
	if len(text) != 2*len(id) {
		return id, false
	}
	_, err := hex.Decode(id[:], []byte(text))
	return id, err == nil && !id.IsEmpty()
}

// decodeULID reads 26 characters of Crockford's base 32, in either case, as 128 bits that are not all zero.
func decodeULID(text string) (pcommon.TraceID, bool) {
	var id pcommon.TraceID
	if len(text) != 26 || text[0] > '7' {
		return id, false
	}
	var high, low uint64
	for _, character := range []byte(text) {
		if 'a' <= character && character <= 'z' {
			character -= 'a' - 'A'
		}
		digit := strings.IndexByte(digits, character)
		if digit < 0 {
			return id, false
		}
		high = high<<5 | low>>59
		low = low<<5 | uint64(digit)
	}
	for at := range 8 {
		id[at] = byte(high >> (56 - 8*at))
		id[8+at] = byte(low >> (56 - 8*at))
	}
	return id, !id.IsEmpty()
}
