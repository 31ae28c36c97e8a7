// Package storetest gives tests the file storage of the Collector, and the two things that happen to one: it fails, and
// the process that wrote to it dies.
package storetest

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// ID is the id of every Storage.
var ID = component.MustNewID("file_storage")

// Storage is the file storage in a directory of the test. It is also the host that has it.
type Storage struct {
	storage.Extension
	directory string

	mu      sync.Mutex
	failure error
	clients []*client
}

var (
	_ component.Host    = (*Storage)(nil)
	_ storage.Extension = (*Storage)(nil)
)

// New starts a storage that is empty.
func New(tb testing.TB) *Storage {
	tb.Helper()
	return start(tb, tb.TempDir())
}

// AfterCrash starts another storage with what is in this one now, as if its process had died without a word: what the
// dead one still holds is closed when the test ends.
func (s *Storage) AfterCrash(tb testing.TB) *Storage {
	tb.Helper()
	copied := tb.TempDir()
	require.NoError(tb, os.CopyFS(copied, os.DirFS(s.directory)))
	return start(tb, copied)
}

func start(tb testing.TB, directory string) *Storage {
	tb.Helper()
	factory := filestorage.NewFactory()
	config := factory.CreateDefaultConfig().(*filestorage.Config)
	config.Directory = directory
	settings := extension.Settings{
		ID: ID, TelemetrySettings: componenttest.NewNopTelemetrySettings(), BuildInfo: component.NewDefaultBuildInfo(),
	}
	started, err := factory.Create(tb.Context(), settings, config)
	require.NoError(tb, err)
	require.NoError(tb, started.Start(tb.Context(), componenttest.NewNopHost()))
	s := &Storage{Extension: started.(storage.Extension), directory: directory}
	tb.Cleanup(func() {
		for _, opened := range s.clients {
			_ = opened.Close(context.Background()) // most are closed already
		}
		require.NoError(tb, started.Shutdown(context.Background()))
	})
	return s
}

// GetExtensions makes the storage the host of a component.
func (s *Storage) GetExtensions() map[component.ID]component.Component {
	return map[component.ID]component.Component{ID: s}
}

// FailWith makes every write fail, until it is told nil.
func (s *Storage) FailWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure = err
}

// GetClient opens the part of a component.
func (s *Storage) GetClient(ctx context.Context, kind component.Kind, id component.ID, name string) (storage.Client, error) {
	opened, err := s.Extension.GetClient(ctx, kind, id, name)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients = append(s.clients, &client{Client: opened, storage: s})
	return s.clients[len(s.clients)-1], nil
}

// Client opens a part of the storage for a test that has no component.
func (s *Storage) Client(tb testing.TB) storage.Client {
	tb.Helper()
	opened, err := s.GetClient(tb.Context(), component.KindProcessor, component.MustNewID("workflow_run"), "state")
	require.NoError(tb, err)
	return opened
}

type client struct {
	storage.Client
	storage *Storage
	close   sync.Once
}

func (c *client) Batch(ctx context.Context, operations ...*storage.Operation) error {
	if err := c.refused(operations); err != nil {
		return err
	}
	return c.Client.Batch(ctx, operations...)
}

func (c *client) refused(operations []*storage.Operation) error {
	c.storage.mu.Lock()
	defer c.storage.mu.Unlock()
	for _, operation := range operations {
		if operation.Type != storage.Get {
			return c.storage.failure
		}
	}
	return nil
}

func (c *client) Close(ctx context.Context) error {
	var err error
	c.close.Do(func() { err = c.Client.Close(ctx) })
	return err
}
