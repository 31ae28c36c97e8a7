package workflowrunconnector

import (
	"context"
	stdbinary "encoding/binary"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/zap"

	"github.com/runlight/runlight/packages/collector/internal/binary"
	"github.com/runlight/runlight/packages/collector/internal/series"
	"github.com/runlight/runlight/packages/collector/internal/tracker"
)

const (
	seriesCountKey = "series"
	workflowsKey   = "workflows"
	readAtOnce     = 1024
)

// savedSeries numbers the series that are saved: a storage can't list its keys.
type savedSeries struct {
	numbers map[string]uint32
	// count is how many numbers were given, saved how many of them the storage knows of.
	count, saved uint32
}

func newSavedSeries() savedSeries { return savedSeries{numbers: map[string]uint32{}} }

func (s *savedSeries) number(key string) uint32 {
	if number, ok := s.numbers[key]; ok {
		return number
	}
	s.numbers[key] = s.count
	s.count++
	return s.count - 1
}

// save writes runs, series and workflows in one go; m.mu is held.
func (m *meter) save(ctx context.Context) {
	if m.store.Client() == nil {
		m.runs.Saved()
		m.counting.series.TakeChanged(func(string, func([]byte) []byte) {})
		return
	}
	operations := m.runs.Operations(nil)
	operations, taken := m.seriesOperations(operations)
	if m.counting.workflows.changed {
		var w binary.Writer
		m.counting.workflows.write(&w)
		operations = append(operations, storage.SetOperation(workflowsKey, w.Bytes))
	}
	if err := m.store.Write(ctx, operations); err != nil {
		m.counting.series.PutBack(taken)
		m.telemetry.ConnectorWorkflowRunStorageFailures.Add(ctx, 1)
		m.logger.Error("The state could not be saved; after a restart what was counted since the last time is missing", zap.Error(err))
		return
	}
	m.counting.workflows.changed = false
	m.saved.saved = m.saved.count
	m.runs.Saved()
}

func (m *meter) seriesOperations(operations []*storage.Operation) ([]*storage.Operation, series.Taken) {
	taken := m.counting.series.TakeChanged(func(key string, encode func([]byte) []byte) {
		if isDerived(key) {
			return
		}
		var w binary.Writer
		w.Text(key)
		operations = append(operations, storage.SetOperation(seriesKey(m.saved.number(key)), encode(w.Bytes)))
	})
	if m.saved.count > m.saved.saved {
		count := stdbinary.AppendUvarint(nil, uint64(m.saved.count))
		operations = append(operations, storage.SetOperation(seriesCountKey, count))
	}
	return operations, taken
}

func (m *meter) restore(ctx context.Context) error {
	client := m.store.Client()
	if client == nil {
		return nil
	}
	if err := m.restoreSeries(ctx, client); err != nil {
		return err
	}
	saved, err := client.Get(ctx, workflowsKey)
	if err != nil {
		return fmt.Errorf("read what is known of workflows: %w", err)
	}
	if saved != nil {
		if err := m.counting.workflows.read(binary.NewReader(saved), m.counting.series); err != nil {
			m.logger.Error("What is known of workflows could not be restored: recoveries that are under way are not timed", zap.Error(err))
		}
	}
	err = m.runs.Restore(ctx, client, func(run *entry) {
		m.counting.meet(run)
		m.counting.derive(run)
	})
	if err != nil {
		if !errors.Is(err, tracker.ErrUnreadable) {
			return fmt.Errorf("restore the state: %w", err)
		}
		m.logger.Error("Some runs could not be restored: if their events come again, they are counted twice", zap.Error(err))
	}
	m.logger.Info("Restored", zap.Int("runs", m.runs.Len()), zap.Int("series", m.counting.series.Len()))
	return nil
}

func (m *meter) restoreSeries(ctx context.Context, client storage.Client) error {
	saved, err := client.Get(ctx, seriesCountKey)
	if err != nil {
		return fmt.Errorf("read the number of saved series: %w", err)
	}
	count, _ := stdbinary.Uvarint(saved)
	m.saved.count = uint32(min(count, 1<<31))
	m.saved.saved = m.saved.count
	for from := uint32(0); from < m.saved.count; from += readAtOnce {
		var operations []*storage.Operation
		for number := from; number < min(from+readAtOnce, m.saved.count); number++ {
			operations = append(operations, storage.GetOperation(seriesKey(number)))
		}
		if err := client.Batch(ctx, operations...); err != nil {
			return fmt.Errorf("read saved series: %w", err)
		}
		for at, operation := range operations {
			m.restoreOne(from+uint32(at), operation.Value)
		}
	}
	return nil
}

// restoreOne restores one series. One that does not fit the configuration any more is left where it is: it goes on if
// the old configuration comes back.
func (m *meter) restoreOne(number uint32, data []byte) {
	if data == nil {
		return
	}
	r := binary.NewReader(data)
	key := r.Text()
	if err := r.Err(); err != nil {
		m.logger.Error("A saved series is damaged; its count starts anew", zap.Uint32("number", number), zap.Error(err))
		return
	}
	m.saved.numbers[key] = number
	err := m.counting.series.Restore(key, data[len(data)-r.Rest():])
	switch {
	case errors.Is(err, series.ErrNotConfigured):
		m.logger.Info("A saved series is of another configuration", zap.Error(err))
	case err != nil:
		m.logger.Error("A saved series is damaged; its count starts anew", zap.Error(err))
	}
}

func seriesKey(number uint32) string {
	var key [5]byte
	key[0] = 's'
	stdbinary.BigEndian.PutUint32(key[1:], number)
	return string(key[:])
}
