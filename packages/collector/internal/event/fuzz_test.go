package event_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/conformance"
	"github.com/runlight/runlight/packages/collector/internal/event"
	"github.com/runlight/runlight/packages/collector/internal/eventtest"
)

// names are those of attributes that Decode looks at, and some that it does not.
var names = []string{
	event.AttrEvent, event.AttrID, event.AttrSeq, event.AttrProducer, event.AttrWorkflow, event.AttrVersion, event.AttrTenant,
	event.AttrBusinessEvent, event.AttrActor, event.AttrTags, event.AttrCallerTraceID, event.AttrCallerSpanID,
	event.AttrEnvironment, event.AttrRunID, event.AttrOutcome, event.AttrRunAttempt, event.AttrRerunOf,
	event.AttrParentRunID, event.AttrRunDuration, event.AttrRunWaiting, event.AttrQueueWait, event.AttrStepName,
	event.AttrStepSeq, event.AttrStepDuration, event.AttrErrorType, event.AttrErrorCategory, event.AttrErrorMessage,
	"workflow.step.waiting_ms", "workflow.step.retries", "workflow.usage.", "workflow.usage.tokens", "workflow.usage.compute_ms",
	"workflow.event.trace_id", "workflow.event.root_span_id", "workflow.event.heartbeat_interval_ms",
	"workflow.event.wait_id", "workflow.event.wait_kind", "workflow.event.waited_ms", "workflow.event.reason",
	"workflow.event.inferred", "workflow.event.first_pass", "workflow.event.error_category", "workflow.event.retry",
	"workflow.event.add", "workflow.event.remove", "", "http.route",
}

// FuzzDecode makes records of arbitrary attributes: each takes a byte for its name, one for its type, and some for its value.
func FuzzDecode(f *testing.F) {
	for kind := event.Unknown; kind <= event.ArtifactRecorded; kind++ {
		f.Add(uint8(kind), int64(1_777_041_022_000_000_000), []byte{13, 1, 'r', 3, 1, 'p', 2, 2, 7, 4, 1, 'w'})
	}
	f.Add(uint8(event.RunTagged), int64(math.MinInt64), []byte{44, 5, 1, 'a', 45, 6, 2, 1, 46, 7, 0, 2, 3, 255})
	f.Fuzz(func(t *testing.T, kind uint8, timestamp int64, data []byte) {
		record := plog.NewLogRecord()
		record.SetTimestamp(pcommon.Timestamp(timestamp))
		source := bytesOf(data)
		for source.more() {
			name := names[int(source.next())%len(names)]
			source.putInto(record.Attributes().PutEmpty(name), 3)
		}
		decodeTwice(t, event.Kind(kind%(uint8(event.ArtifactRecorded)+1)), record)
	})
}

// FuzzDecodeRequest decodes the events of whatever is a request in one of the encodings of OTLP.
func FuzzDecodeRequest(f *testing.F) {
	clock := eventtest.NewClock()
	run := eventtest.NewRun(clock, "nightly")
	requests := []plog.Logs{
		eventtest.Logs(run.Running(), run.Waiting("w"), run.Resumed("w", 1)), eventtest.Logs(run.Succeeded()...),
	}
	for _, c := range conformance.Cases(f)[:5] {
		requests = append(requests, eventtest.Logs(c.Records...))
	}
	for _, logs := range requests {
		asProto, err := new(plog.ProtoMarshaler).MarshalLogs(logs)
		require.NoError(f, err)
		asJSON, err := new(plog.JSONMarshaler).MarshalLogs(logs)
		require.NoError(f, err)
		f.Add(asProto)
		f.Add(asJSON)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, decode := range []func([]byte) (plog.Logs, error){
			new(plog.ProtoUnmarshaler).UnmarshalLogs, new(plog.JSONUnmarshaler).UnmarshalLogs,
		} {
			logs, err := decode(data)
			if err != nil {
				continue
			}
			for _, record := range eventtest.Records(logs) {
				decodeTwice(t, event.KindOfRecord(record), record)
			}
		}
	})
}

// decodeTwice checks what holds for every event that Decode accepts, and that it gives the same for the same record.
func decodeTwice(t *testing.T, kind event.Kind, record plog.LogRecord) {
	t.Helper()
	var first, second event.Event
	err := event.Decode(kind, record, &first)
	again := event.Decode(kind, record, &second)
	require.Equal(t, err, again)
	require.Equal(t, first, second)
	if err != nil {
		return
	}
	assert.Equal(t, kind, first.Kind)
	assert.NotEmpty(t, first.RunID)
	assert.NotEmpty(t, first.Producer)
	assert.NotEmpty(t, first.Workflow)
	assert.Positive(t, first.Time)
	assert.Less(t, first.Seq, uint64(1<<53))
	assert.Equal(t, kind == event.RunQueued || kind == event.RunRunning, first.Description != nil)
	for _, n := range []float64{first.Duration, first.Waiting, first.Waited, first.HeartbeatInterval} {
		assert.True(t, n >= 0 && !math.IsInf(n, 0), "%v is no duration", n)
	}
	for _, used := range first.Usage {
		assert.True(t, used.Amount >= 0 && !math.IsInf(used.Amount, 0), "%v is no amount", used.Amount)
	}
}

// bytesOf is where the values of a fuzzed record come from; it yields zeros when it is used up.
type bytesOf []byte

func (b *bytesOf) more() bool { return len(*b) > 0 }

func (b *bytesOf) next() byte {
	if len(*b) == 0 {
		return 0
	}
	first := (*b)[0]
	*b = (*b)[1:]
	return first
}

func (b *bytesOf) take(n int) []byte {
	n = min(n, len(*b))
	taken := (*b)[:n]
	*b = (*b)[n:]
	return taken
}

func (b *bytesOf) word() uint64 {
	var word [8]byte
	copy(word[:], b.take(8))
	return binary.LittleEndian.Uint64(word[:])
}

func (b *bytesOf) putInto(value pcommon.Value, depth int) {
	switch b.next() % 8 {
	case 0: // empty
	case 1:
		value.SetStr(string(b.take(int(b.next()%8) + 1)))
	case 2:
		value.SetInt(int64(b.next()))
	case 3:
		value.SetInt(int64(b.word()))
	case 4:
		value.SetDouble(math.Float64frombits(b.word()))
	case 5:
		value.SetBool(b.next()%2 == 1)
	case 6:
		list := value.SetEmptySlice()
		for range b.next() % 4 * byte(min(depth, 1)) {
			b.putInto(list.AppendEmpty(), depth-1)
		}
	default:
		nested := value.SetEmptyMap()
		for range b.next() % 4 * byte(min(depth, 1)) {
			b.putInto(nested.PutEmpty(string(b.take(1))), depth-1)
		}
	}
}
