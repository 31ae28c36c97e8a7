// Package conformance reads the golden files of test/conformance, which every implementation of the fold has to agree with.
package conformance

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// Case is a stream of events as log records, in the order of arrival, and the state that it must come to.
type Case struct {
	Name  string
	RunID string
	// Now is the moment at which the state is taken, in milliseconds since the epoch.
	Now     float64
	Records []plog.LogRecord
	State   map[string]any
	Silence Silence
}

// Silence says what it means that nothing is heard of the run: after how many milliseconds it is stalled and lost, nil if
// its silence means nothing, and whether it is heard of again.
type Silence struct {
	StalledAfterMs *float64 `json:"stalled_after_ms"`
	LostAfterMs    *float64 `json:"lost_after_ms"`
	HeardOfAgain   bool     `json:"heard_of_again"`
}

// Cases reads every case; it fails the test if there is none.
func Cases(tb testing.TB) []Case {
	tb.Helper()
	directories, err := filepath.Glob(filepath.Join(root(), "cases", "*"))
	require.NoError(tb, err)
	require.NotEmpty(tb, directories, "no conformance case was found")
	cases := make([]Case, 0, len(directories))
	for _, directory := range directories {
		cases = append(cases, readCase(tb, directory))
	}
	return cases
}

// Vocabulary decodes one of the files that list what the contract knows.
func Vocabulary(tb testing.TB, name string, into any) {
	tb.Helper()
	readJSON(tb, filepath.Join(root(), "vocabulary", name), into)
}

func readCase(tb testing.TB, directory string) Case {
	tb.Helper()
	var about struct {
		RunID string  `json:"run_id"`
		Now   float64 `json:"now"`
	}
	readJSON(tb, filepath.Join(directory, "case.json"), &about)
	c := Case{Name: filepath.Base(directory), RunID: about.RunID, Now: about.Now}
	readJSON(tb, filepath.Join(directory, "expected", "state.json"), &c.State)
	readJSON(tb, filepath.Join(directory, "expected", "silence.json"), &c.Silence)
	events := readLines(tb, filepath.Join(directory, "events.ndjson"))
	attributes := readLines(tb, filepath.Join(directory, "expected", "attributes.ndjson"))
	require.Len(tb, attributes, len(events), "each event has its attributes")
	for at, event := range events {
		timestamp, err := time.Parse(time.RFC3339Nano, event["timestamp"].(string))
		require.NoError(tb, err)
		record := plog.NewLogRecord()
		record.SetEventName(event["event"].(string))
		record.SetTimestamp(pcommon.NewTimestampFromTime(timestamp))
		require.NoError(tb, record.Attributes().FromRaw(attributes[at]))
		c.Records = append(c.Records, record)
	}
	return c
}

func readJSON(tb testing.TB, path string, into any) {
	tb.Helper()
	data, err := os.ReadFile(path)
	require.NoError(tb, err)
	require.NoError(tb, json.Unmarshal(data, into), path)
}

func readLines(tb testing.TB, path string) []map[string]any {
	tb.Helper()
	file, err := os.Open(path)
	require.NoError(tb, err)
	defer file.Close()
	var lines []map[string]any
	for decoder := json.NewDecoder(file); ; {
		var line map[string]any
		err := decoder.Decode(&line)
		if errors.Is(err, io.EOF) {
			return lines
		}
		require.NoError(tb, err, path)
		lines = append(lines, line)
	}
}

func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "..", "test", "conformance")
}
