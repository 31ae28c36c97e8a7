package eventtest

import (
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/runlight/runlight/packages/collector/internal/event"
)

// Logs returns a request of copies of these records, from one service.
func Logs(records ...plog.LogRecord) plog.Logs {
	logs := plog.NewLogs()
	resource := logs.ResourceLogs().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "invoices")
	resource.Resource().Attributes().PutStr("service.namespace", "finance")
	scope := resource.ScopeLogs().AppendEmpty()
	scope.Scope().SetName("@runlight/sdk")
	for _, record := range records {
		record.CopyTo(scope.LogRecords().AppendEmpty())
	}
	return logs
}

// Records returns every record of the requests, in order.
func Records(requests ...plog.Logs) []plog.LogRecord {
	var records []plog.LogRecord
	for _, logs := range requests {
		for _, resource := range logs.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					records = append(records, record)
				}
			}
		}
	}
	return records
}

// Names returns the names of the events of the requests, in order.
func Names(requests ...plog.Logs) []string {
	names := []string{}
	for _, record := range Records(requests...) {
		names = append(names, event.KindOfRecord(record).String())
	}
	return names
}
