package tracker

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"go.opentelemetry.io/collector/extension/xextension/storage"

	codecs "github.com/runlight/runlight/packages/collector/internal/binary"
)

// Each run is saved under the number of a slot, so that a restart can read them all without a list of them. How many
// slots there may be is saved in steps, ahead of their use.
const (
	slotsKey     = "slots"
	slotStep     = 4096
	noSlot       = ^uint32(0)
	readAtOnce   = 2048
	entryVersion = 2
)

// ErrUnreadable says that a run was saved by another version, or is not what was saved.
var ErrUnreadable = errors.New("a saved run can't be read")

type slots struct {
	free []uint32
	next uint32
	// reserved is how many slots the storage knows of.
	reserved uint32
}

// needed returns how many slots the storage has to know of.
func (s *slots) needed() uint32 {
	if s.next <= s.reserved {
		return s.reserved
	}
	return (s.next/slotStep + 1) * slotStep
}

func (s *slots) take() uint32 {
	if last := len(s.free) - 1; last >= 0 {
		slot := s.free[last]
		s.free = s.free[:last]
		return slot
	}
	s.next++
	return s.next - 1
}

// Operations appends what has to be written to a storage so that it holds what the tracker knows, all of it or nothing;
// the caller does so at once, and calls Saved when it is done with the operations.
func (t *Tracker[S]) Operations(operations []*storage.Operation) []*storage.Operation {
	t.buffer.Bytes = t.buffer.Bytes[:0]
	if needed := t.slots.needed(); needed > t.slots.reserved {
		operations = append(operations, storage.SetOperation(slotsKey, binary.AppendUvarint(nil, uint64(needed))))
	}
	for _, slot := range t.forgot {
		operations = append(operations, storage.DeleteOperation(slotKey(slot)))
	}
	// The entries share one buffer, which moves while it grows: note where each of them lies, then cut.
	first := len(operations)
	t.ends = t.ends[:0]
	for _, entry := range t.changed {
		if entry.slot == noSlot {
			continue
		}
		t.buffer.Uint(entryVersion)
		entry.write(&t.buffer, t.codec)
		t.ends = append(t.ends, len(t.buffer.Bytes))
		operations = append(operations, storage.SetOperation(slotKey(entry.slot), nil))
	}
	from := 0
	for nth, end := range t.ends {
		operations[first+nth].Value = t.buffer.Bytes[from:end:end]
		from = end
	}
	return operations
}

// Saved notes that nothing has to be saved any more, and packs the runs that said their last word: an entry is to be
// looked for again after it.
func (t *Tracker[S]) Saved() {
	for _, entry := range t.changed {
		entry.changed = false
	}
	t.pack(t.changed)
	t.changed = t.changed[:0]
	t.slots.reserved = t.slots.needed()
	t.slots.free = append(t.slots.free, t.forgot...)
	t.forgot = t.forgot[:0]
}

// Restore reads what was saved, and lets the component visit each run. A run that can't be read is skipped and reported
// as ErrUnreadable, the others are restored.
func (t *Tracker[S]) Restore(ctx context.Context, client storage.Client, visit func(*Entry[S])) error {
	var problems []error
	var restored []*Entry[S]
	reserved, err := eachSaved(ctx, client, func(slot uint32, data []byte) {
		entry, err := decode(data, t.codec, t.Intern)
		if err != nil {
			problems = append(problems, fmt.Errorf("slot %d: %w", slot, err))
		}
		if entry == nil {
			t.slots.free = append(t.slots.free, slot)
			return
		}
		entry.slot = slot
		restored = append(restored, entry)
	})
	if err != nil {
		return err
	}
	t.slots.reserved, t.slots.next = reserved, reserved
	slices.Reverse(t.slots.free) // the lowest are taken first: what is saved together lies together
	t.adopt(restored)
	for _, entry := range restored {
		visit(entry)
	}
	t.pack(restored)
	return errors.Join(problems...)
}

// Decode reads what was saved and keeps nothing: what restoring is measured against.
func Decode[S any](ctx context.Context, client storage.Client, codec Codec[S], yield func(*Entry[S])) error {
	_, err := eachSaved(ctx, client, func(_ uint32, data []byte) {
		if entry, err := decode(data, codec, texts{}.intern); err == nil && entry != nil {
			yield(entry)
		}
	})
	return err
}

// eachSaved reads every slot; data is nil for one that is free. It returns how many slots there are.
func eachSaved(ctx context.Context, client storage.Client, yield func(slot uint32, data []byte)) (uint32, error) {
	saved, err := client.Get(ctx, slotsKey)
	if err != nil {
		return 0, fmt.Errorf("read the number of saved runs: %w", err)
	}
	count, _ := binary.Uvarint(saved)
	reserved := uint32(min(count, uint64(noSlot-1)))
	operations := make([]*storage.Operation, 0, readAtOnce)
	for from := uint32(0); from < reserved; from += readAtOnce {
		operations = operations[:0]
		for slot := from; slot < min(from+readAtOnce, reserved); slot++ {
			operations = append(operations, storage.GetOperation(slotKey(slot)))
		}
		if err := client.Batch(ctx, operations...); err != nil {
			return 0, fmt.Errorf("read saved runs: %w", err)
		}
		for at, operation := range operations {
			yield(from+uint32(at), operation.Value)
		}
	}
	return reserved, nil
}

// decode returns nil for a slot that is free.
func decode[S any](data []byte, codec Codec[S], intern func(string) string) (*Entry[S], error) {
	if data == nil {
		return nil, nil
	}
	r := codecs.NewReader(data)
	if r.Uint() != entryVersion {
		return nil, ErrUnreadable
	}
	entry := &Entry[S]{}
	entry.read(r, codec, intern)
	if r.Err() != nil {
		return nil, ErrUnreadable
	}
	return entry, nil
}

// adopt puts restored runs into the lists, in the order in which they would be there.
func (t *Tracker[S]) adopt(restored []*Entry[S]) {
	slices.SortFunc(restored, func(a, b *Entry[S]) int {
		if a.settledAt != b.settledAt {
			return int(a.settledAt - b.settledAt)
		}
		return int(a.lastSeen - b.lastSeen)
	})
	t.runs = make(map[string]*Entry[S], len(restored))
	for _, entry := range restored {
		t.runs[entry.ID] = entry
		if entry.settledAt != 0 {
			t.settled.append(entry)
		} else {
			t.open.append(entry)
		}
	}
}

func slotKey(slot uint32) string {
	var key [5]byte
	key[0] = 'r'
	binary.BigEndian.PutUint32(key[1:], slot)
	return string(key[:])
}
