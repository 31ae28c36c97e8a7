package store_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/goleak"

	"github.com/runlight/runlight/packages/collector/internal/store"
	"github.com/runlight/runlight/packages/collector/internal/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var owner = component.MustNewID("workflow_run")

func open(t *testing.T, host component.Host, id *component.ID) *store.Store {
	t.Helper()
	opened, err := store.Open(t.Context(), host, id, component.KindProcessor, owner)
	require.NoError(t, err)
	return opened
}

func TestDoesNothingWithoutAStorage(t *testing.T) {
	s := open(t, componenttest.NewNopHost(), nil)
	assert.Nil(t, s.Client())
	assert.NoError(t, s.Write(t.Context(), []*storage.Operation{storage.SetOperation("key", []byte("value"))}))
	assert.NoError(t, s.Close(t.Context()))
}

func TestNamesTheInstanceAnewAtEachStartWithoutAStorage(t *testing.T) {
	names := map[string]bool{}
	for range 20 {
		names[open(t, componenttest.NewNopHost(), nil).Instance] = true
	}
	assert.Len(t, names, 20)
	assert.NotContains(t, names, "")
}

func TestKeepsTheNameOfTheInstanceInTheStorage(t *testing.T) {
	files := storetest.New(t)
	first := open(t, files, &storetest.ID)
	require.NotEmpty(t, first.Instance)
	require.NoError(t, first.Close(t.Context()))

	second := open(t, files, &storetest.ID)
	assert.Equal(t, first.Instance, second.Instance)
	require.NoError(t, second.Close(t.Context()))

	afterCrash := open(t, files.AfterCrash(t), &storetest.ID)
	assert.Equal(t, first.Instance, afterCrash.Instance)
	require.NoError(t, afterCrash.Close(t.Context()))
}

func TestWritesAllOperationsOrNone(t *testing.T) {
	files := storetest.New(t)
	s := open(t, files, &storetest.ID)
	full := errors.New("no space left on device")
	operations := []*storage.Operation{
		storage.SetOperation("a", []byte("1")), storage.SetOperation("b", []byte("2")), storage.DeleteOperation("c"),
	}
	files.FailWith(full)
	require.ErrorIs(t, s.Write(t.Context(), operations), full)
	for _, key := range []string{"a", "b"} {
		value, err := s.Client().Get(t.Context(), key)
		require.NoError(t, err)
		assert.Nil(t, value)
	}
	files.FailWith(nil)
	require.NoError(t, s.Write(t.Context(), operations))
	value, err := s.Client().Get(t.Context(), "b")
	require.NoError(t, err)
	assert.Equal(t, "2", string(value))
	require.NoError(t, s.Close(t.Context()))
}

func TestSaysWhatToDoAboutAStorageThatIsNotThere(t *testing.T) {
	_, err := store.Open(t.Context(), componenttest.NewNopHost(), &storetest.ID, component.KindProcessor, owner)
	assert.ErrorContains(t, err, `storage "file_storage" is not there: list it under service::extensions`)
}

func TestSaysThatAnExtensionIsNoStorage(t *testing.T) {
	_, err := store.Open(t.Context(), hostWithHealthCheck{}, &healthCheck, component.KindProcessor, owner)
	assert.ErrorContains(t, err, `extension "health_check" is no storage; use file_storage or another storage extension`)
}

func TestTellsWhenTheStorageIsTaken(t *testing.T) {
	files := storetest.New(t)
	first := open(t, files, &storetest.ID)
	_, err := store.Open(t.Context(), files, &storetest.ID, component.KindProcessor, owner)
	assert.ErrorContains(t, err, `open storage "file_storage"`)
	require.NoError(t, first.Close(t.Context()))
}

var healthCheck = component.MustNewID("health_check")

// hostWithHealthCheck has an extension, which is none that stores anything.
type hostWithHealthCheck struct{}

func (hostWithHealthCheck) GetExtensions() map[component.ID]component.Component {
	return map[component.ID]component.Component{healthCheck: &struct {
		component.StartFunc
		component.ShutdownFunc
	}{}}
}
