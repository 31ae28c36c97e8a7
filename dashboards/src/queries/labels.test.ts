import { ATTR } from '@runlight/contract';
import { expect, test } from 'vitest';

import { fieldLabel, LABEL, labelOf } from './labels.ts';
import { isNoneOf, isOneOf, isSelected } from './matchers.ts';
import { COLLECTOR_METRICS, METRICS, prometheusName, series } from './metrics.ts';
import { group } from './promql.ts';

test('labels are the contract’s attributes, with underscores', () => {
  expect(labelOf(ATTR.WORKFLOW_NAME)).toBe('workflow_name');
  expect(LABEL.environment).toBe('deployment_environment_name');
});

test('fields of events are where the contract puts them', () => {
  expect(fieldLabel('workflow.run.waiting', 'wait_id')).toBe('workflow_event_wait_id');
  expect(fieldLabel('workflow.run.completed', 'retries')).toBe(labelOf(ATTR.STEP_RETRIES));
});

test('metrics have the names that Prometheus gives them', () => {
  expect(Object.values(METRICS).map(prometheusName)).toEqual([
    'workflow_run_count_total',
    'workflow_run_corrections_total',
    'workflow_run_duration_seconds',
    'workflow_run_waiting_duration_seconds',
    'workflow_run_active',
    'workflow_run_waiting_age_seconds',
    'workflow_run_last_success_timestamp_seconds',
    'workflow_run_first_pass_total',
    'workflow_run_recovery_duration_seconds',
    'workflow_step_duration_seconds',
    'workflow_step_retries_total',
    'workflow_usage_tokens_total',
    'workflow_usage_compute_seconds_total',
    'workflow_event_delivery_duration_seconds',
    'workflow_event_missing',
  ]);
  expect(prometheusName(COLLECTOR_METRICS.memory)).toBe('otelcol_process_memory_rss_bytes');
  expect(prometheusName(COLLECTOR_METRICS.cpu)).toBe('otelcol_process_cpu_seconds_total');
  expect(prometheusName(COLLECTOR_METRICS.openRuns)).toBe('otelcol_processor_workflow_run_open_runs');
});

test('matchers take values literally', () => {
  expect(isOneOf('a', ['x'])).toBe('a="x"');
  expect(isOneOf('a', ['x.y', 'z'])).toBe(String.raw`a=~"x\\.y|z"`);
  expect(isNoneOf('a', ['x'])).toBe('a!="x"');
  expect(series(METRICS.runActive, [isSelected('a', 'b')])).toBe('workflow_run_active{a=~"$b"}');
});

test('brackets are added only where they are needed', () => {
  expect(group('a or b')).toBe('(a or b)');
  expect(group('(a or b)')).toBe('(a or b)');
  expect(group('(a) or (b)')).toBe('((a) or (b))');
  expect(group('a\nor b')).toBe('(\n  a\n  or b\n)');
});
