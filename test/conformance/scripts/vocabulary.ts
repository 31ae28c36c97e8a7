import {
  EVENT_NAMES,
  EVENTS,
  isRunlightRunId,
  rootSpanIdOf,
  RUN_TRANSITIONS,
  runIdFromTraceId,
  safeName,
  SEVERITY_NUMBERS,
  STATE_TABLE,
  stepIdFromSpanId,
  traceIdFromRunId,
} from '@runlight/contract';

const TRACE_IDS = [
  '00000000000000000000000000000001',
  '0196680db453f9ae4ea6b1d229c0b1ad',
  '4bf92f3577b34da6a3ce929d0e0e4736',
  'aaaaaaaaaaaaaaaa0000000000000000',
  'ffffffffffffffffffffffffffffffff',
];
const OWN_RUN_IDS = [
  '20260424T143022Z',
  'nightly/7',
  'run_01HXY',
  'Prüfung',
  'run_00000000000000000000000000',
];
const SPAN_IDS = ['0000000000000001', '00f067aa0ba902b7', '8000000000000000', 'ffffffffffffffff'];
const LABELS = [
  'implement',
  'extract:invoice-7',
  'Prüfung',
  '',
  '.',
  '..',
  '../../etc/passwd',
  'a/b',
  'a\\b',
  'a b',
  '-rf',
  '.hidden',
  'a~b',
  'nul\0byte',
  '💥',
  'x'.repeat(120),
  'x'.repeat(121),
];

/** The files of `vocabulary/`: what every implementation must agree on before it folds anything. */
export function vocabularyFiles() {
  return {
    'ids.json': {
      runs: TRACE_IDS.map((trace_id) => ({
        trace_id,
        run_id: runIdFromTraceId(trace_id),
        root_span_id: rootSpanIdOf(trace_id),
      })),
      own_runs: OWN_RUN_IDS.map((run_id) => {
        const trace_id = traceIdFromRunId(run_id);
        return { run_id, trace_id, root_span_id: rootSpanIdOf(trace_id), own: !isRunlightRunId(run_id) };
      }),
      steps: SPAN_IDS.map((span_id) => ({ span_id, step_id: stepIdFromSpanId(span_id) })),
    },
    'safe-names.json': LABELS.map((label) => ({ label, safe_name: safeName(label) })),
    'state-table.json': { states: STATE_TABLE, transitions: RUN_TRANSITIONS },
    'event-names.json': EVENT_NAMES.map((event) => {
      const { severity, oa04 } = EVENTS[event];
      return { event, severity, severity_number: SEVERITY_NUMBERS[severity], event_type: oa04 };
    }),
  };
}
