export { otlpLogs } from './otlp-logs.ts';
export { insertRuns, runRow, type SampleRunRow } from './run-rows.ts';
export { ENGINES, startTestServer, type EngineName, type TestServer } from './test-server.ts';
