// Package load makes requests full of events for benches: each time of runs that were never seen before, at the cost of
// copying some bytes.
package load

import (
	"bytes"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

const (
	// Runs and EventsPerRun are what one request holds: 512 records, as many as the SDK sends at once.
	Runs         = 16
	EventsPerRun = 32
)

// Request is the encoded form of a request whose runs can be given new ids.
type Request struct {
	bytes []byte
	// ids are the places of each run's id, which has the same length whatever it is.
	ids  [Runs][]int
	next uint64
}

// Encoding is how a request is encoded.
type Encoding func(plog.Logs) ([]byte, error)

// Protobuf and JSON are the encodings of OTLP; a request has the form of the data alone.
var (
	Protobuf Encoding = (&plog.ProtoMarshaler{}).MarshalLogs
	JSON     Encoding = (&plog.JSONMarshaler{}).MarshalLogs
)

// NewRequest encodes the runs of a request. Ids of different requests never meet if their series differ.
func NewRequest(encode Encoding, series uint64, now time.Time) (*Request, error) {
	logs := plog.NewLogs()
	resource := logs.ResourceLogs().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "bench")
	records := resource.ScopeLogs().AppendEmpty().LogRecords()
	for run := range Runs {
		for nth := range EventsPerRun {
			appendEvent(records, run, nth, now)
		}
	}
	data, err := encode(logs)
	if err != nil {
		return nil, err
	}
	r := &Request{bytes: data, next: series << 40}
	for run := range Runs {
		id := []byte(placeholder(run))
		for at := 0; ; {
			found := bytes.Index(data[at:], id)
			if found < 0 {
				break
			}
			r.ids[run] = append(r.ids[run], at+found)
			at += found + len(id)
		}
	}
	return r, nil
}

// Next returns the request with runs that were never seen; the bytes are valid until the next call.
func (r *Request) Next() []byte {
	const base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for run := range Runs {
		r.next++
		var id [26]byte
		rest := r.next
		for at := len(id) - 1; at >= 0; at-- {
			id[at] = base32[rest&31]
			rest >>= 5
		}
		for _, at := range r.ids[run] {
			copy(r.bytes[at+len("run_"):], id[:])
		}
	}
	return r.bytes
}

func placeholder(run int) string { return fmt.Sprintf("run_7ZZZZZZZZZZZZZZZZZZZZZZ%03d", run) }

// appendEvent adds the nth event of a run: it begins, goes through steps, and ends.
func appendEvent(records plog.LogRecordSlice, run, nth int, now time.Time) {
	record := records.AppendEmpty()
	record.SetTimestamp(pcommon.NewTimestampFromTime(now.Add(time.Duration(nth) * time.Millisecond)))
	record.SetObservedTimestamp(record.Timestamp())
	record.SetSeverityNumber(plog.SeverityNumberInfo)
	record.SetSeverityText("INFO")
	record.SetTraceID(pcommon.TraceID{1, byte(run)})
	record.SetSpanID(pcommon.SpanID{1, byte(nth)})
	attributes := record.Attributes()
	producer := fmt.Sprintf("p%03d", run)
	put := func(kind event.Kind, sentence string) {
		record.SetEventName(kind.String())
		record.Body().SetStr(sentence)
		attributes.PutStr(event.AttrEvent, kind.String())
		attributes.PutStr(event.AttrID, fmt.Sprintf("%s-%d", producer, nth))
		attributes.PutStr(event.AttrRunID, placeholder(run))
		attributes.PutStr(event.AttrProducer, producer)
		attributes.PutInt(event.AttrSeq, int64(nth))
		attributes.PutStr(event.AttrWorkflow, fmt.Sprintf("workflow_%d", run%4))
	}
	step := func() {
		attributes.PutStr(event.AttrStepID, fmt.Sprintf("step_%013d", nth/2))
		attributes.PutStr(event.AttrStepName, fmt.Sprintf("step_%d", nth/2))
		attributes.PutStr("workflow.step.type", "tool")
		attributes.PutInt(event.AttrStepSeq, int64(1-nth%2))
		attributes.PutInt("workflow.step.attempt", 1)
	}
	switch {
	case nth == 0:
		put(event.RunRunning, "Run of workflow started")
		attributes.PutStr(event.AttrVersion, "1.8.3")
		attributes.PutStr(event.AttrEnvironment, "production")
		attributes.PutStr(event.AttrTenant, "acme")
		attributes.PutStr(event.AttrActor, "system")
		attributes.PutInt("workflow.event.heartbeat_interval_ms", 15_000)
	case nth == EventsPerRun-1:
		put(event.RunCompleted, "Run of workflow ended: succeeded")
		attributes.PutStr(event.AttrOutcome, "succeeded")
		attributes.PutDouble(event.AttrRunDuration, 1234.5)
		attributes.PutDouble(event.AttrRunWaiting, 0)
		attributes.PutInt("workflow.event.steps", EventsPerRun/2-1)
		attributes.PutInt("workflow.step.retries", 0)
		attributes.PutBool("workflow.event.first_pass", true)
	case nth == EventsPerRun-2:
		put(event.RunSucceeded, "Run of workflow succeeded in 1.2 s")
		attributes.PutDouble(event.AttrRunDuration, 1234.5)
	case nth%2 == 1:
		put(event.StepStarted, "Step started")
		step()
	default:
		put(event.StepCompleted, "Step completed in 80 ms")
		step()
		attributes.PutDouble(event.AttrStepDuration, 80.25)
		attributes.PutInt("workflow.usage.tokens", 312)
	}
}
