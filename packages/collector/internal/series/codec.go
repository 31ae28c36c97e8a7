package series

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/exphist"
)

// formatVersion is the first byte of every stored series. A reader refuses those that it doesn't know.
const formatVersion = 1

// What is stored of a series: version, identity (instrument, labels), kind, start, whether a value was shown, value.
// Attributes carry their names, so that a series finds its place when the configuration lists them otherwise.

func (s *Set) appendSeries(buffer []byte, one *series) []byte {
	w := binary.Writer{Bytes: append(buffer, formatVersion)}
	s.writeIdentity(&w, one)
	w.Uint(uint64(one.instrument.Kind))
	w.Uint(uint64(one.start))
	w.Bool(one.shown)
	if one.instrument.Kind == ExponentialHistogram {
		writeHistogram(&w, one.histogram)
	} else {
		w.Float(one.value)
	}
	return w.Bytes
}

func (s *Set) writeIdentity(w *binary.Writer, one *series) {
	w.Text(one.instrument.Name)
	w.Text(one.labels.Workflow)
	w.Text(one.labels.Step)
	w.Text(one.labels.State)
	w.Text(one.labels.Category)
	values := one.labels.Group.Values()
	known := 0
	for _, value := range values {
		if value != "" {
			known++
		}
	}
	w.Uint(uint64(known))
	for _, i := range s.attributesByName {
		if len(values) > 0 && values[i] != "" {
			w.Text(s.config.Attributes[i])
			w.Text(values[i])
		}
	}
}

func writeHistogram(w *binary.Writer, histogram *exphist.Histogram) {
	state := histogram.State()
	w.Int(int64(state.Scale))
	w.Uint(state.ZeroCount)
	w.Float(state.Sum)
	w.Float(state.Min)
	w.Float(state.Max)
	w.Int(int64(state.Offset))
	w.Uint(uint64(len(state.Counts)))
	for _, count := range state.Counts {
		w.Uint(count)
	}
}

// keyOf returns what the series is stored under: the instrument's name and a digest of all labels, since labels can be
// longer than a storage's keys.
func (s *Set) keyOf(one *series) string {
	if one.key == "" {
		var w binary.Writer
		s.writeIdentity(&w, one)
		digest := sha256.Sum256(w.Bytes)
		one.key = one.instrument.Name + "/" + hex.EncodeToString(digest[:16])
	}
	return one.key
}

func (s *Set) decode(data []byte) (*series, error) {
	if len(data) == 0 {
		return nil, errors.New("nothing is stored")
	}
	if data[0] != formatVersion {
		return nil, fmt.Errorf("format version %d, this build knows %d", data[0], formatVersion)
	}
	r := binary.NewReader(data[1:])
	one := new(series)
	if err := s.readIdentity(r, one); err != nil {
		return nil, err
	}
	if kind := r.Uint(); r.Err() == nil && kind != uint64(one.instrument.Kind) {
		return nil, fmt.Errorf("%w: it was stored as kind %d and is kind %d now", ErrNotConfigured, kind, one.instrument.Kind)
	}
	one.phase = one.instrument.Kind.firstPhase()
	one.start = pcommon.Timestamp(r.Uint())
	one.shown = r.Bool()
	if err := one.readValue(r); err != nil {
		return nil, err
	}
	if r.Rest() > 0 {
		return nil, fmt.Errorf("%d bytes too many", r.Rest())
	}
	return one, nil
}

// readIdentity reads instrument and labels. The group is not an interned one yet.
func (s *Set) readIdentity(r *binary.Reader, one *series) error {
	name := r.Text()
	one.labels = Labels{Workflow: r.Text(), Step: r.Text(), State: r.Text(), Category: r.Text()}
	values := make([]string, len(s.config.Attributes))
	var unknown string
	for range r.Len() {
		attribute, value := r.Text(), r.Text()
		if i, ok := s.attributeIndex[attribute]; ok {
			values[i] = value
		} else {
			unknown = attribute
		}
	}
	if err := r.Err(); err != nil {
		return err
	}
	for i := range s.instruments {
		if s.instruments[i].Name == name {
			one.instrument = &s.instruments[i]
		}
	}
	if one.instrument == nil {
		return fmt.Errorf("%w: there is no metric %q", ErrNotConfigured, name)
	}
	if unknown != "" {
		return fmt.Errorf("%w: %q is not among the attributes", ErrNotConfigured, unknown)
	}
	one.labels.Group = &Group{values: values}
	return nil
}

func (one *series) readValue(r *binary.Reader) error {
	if one.instrument.Kind == ExponentialHistogram {
		histogram, err := readHistogram(r)
		one.histogram = histogram
		return err
	}
	one.value = r.Float()
	if !isFinite(one.value) || one.value < 0 && one.instrument.Kind == Counter {
		return fmt.Errorf("%v is no value for this metric", one.value)
	}
	if one.shown {
		one.pastValue = one.value
	}
	return r.Err()
}

func readHistogram(r *binary.Reader) (*exphist.Histogram, error) {
	scale, zeroCount := r.Int(), r.Uint()
	state := exphist.State{ZeroCount: zeroCount, Sum: r.Float(), Min: r.Float(), Max: r.Float()}
	offset := r.Int()
	if length := r.Len(); length > 0 {
		state.Counts = make([]uint64, min(length, exphist.MaxBuckets+1))
		for i := range state.Counts {
			state.Counts[i] = r.Uint()
		}
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if scale != int64(int32(scale)) || offset != int64(int32(offset)) {
		return nil, fmt.Errorf("scale %d or offset %d is out of range", scale, offset)
	}
	state.Scale, state.Offset = int32(scale), int32(offset)
	return exphist.FromState(state)
}
