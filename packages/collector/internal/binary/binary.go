// Package binary writes and reads what the components keep over a restart: varints, strings and exact floats.
//
// A Reader remembers its first failure and yields zero values from then on, so that a decoder needs one check at its end;
// it never panics and never allocates more than its input justifies.
package binary

import (
	"encoding/binary"
	"errors"
	"math"
)

// ErrCorrupt says that the bytes are not what a Writer made.
var ErrCorrupt = errors.New("corrupt state")

// Writer appends values to a buffer.
type Writer struct{ Bytes []byte }

// Uint writes a whole number.
func (w *Writer) Uint(n uint64) { w.Bytes = binary.AppendUvarint(w.Bytes, n) }

// Int writes a whole number that may be negative.
func (w *Writer) Int(n int64) { w.Bytes = binary.AppendVarint(w.Bytes, n) }

// Float writes a float exactly; whole numbers up to 2^53 take as much as an Int.
func (w *Writer) Float(f float64) {
	if n := uint64(f); f >= 0 && f < 1<<53 && float64(n) == f && (n != 0 || !math.Signbit(f)) {
		w.Uint(n<<1 | 1)
		return
	}
	w.Uint(0)
	w.Bytes = binary.LittleEndian.AppendUint64(w.Bytes, math.Float64bits(f))
}

// Text writes a string.
func (w *Writer) Text(s string) {
	w.Uint(uint64(len(s)))
	w.Bytes = append(w.Bytes, s...)
}

// FirstText returns the string that was written first, as a piece of what was written; empty if that was no string.
func FirstText(written string) string {
	var prefix [binary.MaxVarintLen64]byte
	n, size := binary.Uvarint(prefix[:copy(prefix[:], written)])
	if size <= 0 || n > uint64(len(written)-size) {
		return ""
	}
	return written[size : size+int(n)]
}

// Bool writes a truth value.
func (w *Writer) Bool(b bool) {
	if b {
		w.Bytes = append(w.Bytes, 1)
	} else {
		w.Bytes = append(w.Bytes, 0)
	}
}

// Reader takes values from a buffer.
type Reader struct {
	bytes []byte
	err   error
}

// NewReader returns a reader of what a Writer made.
func NewReader(data []byte) *Reader { return &Reader{bytes: data} }

// Err returns ErrCorrupt if anything could not be read.
func (r *Reader) Err() error { return r.err }

// Rest tells how many bytes are left.
func (r *Reader) Rest() int { return len(r.bytes) }

func (r *Reader) fail() {
	r.err = ErrCorrupt
	r.bytes = nil
}

// Uint reads a whole number.
func (r *Reader) Uint() uint64 {
	n, size := binary.Uvarint(r.bytes)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.bytes = r.bytes[size:]
	return n
}

// Int reads a whole number that may be negative.
func (r *Reader) Int() int64 {
	n, size := binary.Varint(r.bytes)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.bytes = r.bytes[size:]
	return n
}

// Len reads how many items follow, each of at least one byte.
func (r *Reader) Len() int {
	n := r.Uint()
	if n > uint64(len(r.bytes)) {
		r.fail()
		return 0
	}
	return int(n)
}

// Float reads a float.
func (r *Reader) Float() float64 {
	if n := r.Uint(); n != 0 {
		return float64(n >> 1)
	}
	if len(r.bytes) < 8 {
		r.fail()
		return 0
	}
	bits := binary.LittleEndian.Uint64(r.bytes)
	r.bytes = r.bytes[8:]
	return math.Float64frombits(bits)
}

// Text reads a string.
func (r *Reader) Text() string {
	n := r.Len()
	text := string(r.bytes[:n])
	r.bytes = r.bytes[n:]
	return text
}

// Bool reads a truth value.
func (r *Reader) Bool() bool {
	if len(r.bytes) == 0 {
		r.fail()
		return false
	}
	b := r.bytes[0] != 0
	r.bytes = r.bytes[1:]
	return b
}
