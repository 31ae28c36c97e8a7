import { expect, test } from 'vitest';

import { rootSpanAttributes, rootSpanEndAttributes } from './root-span-attributes.ts';
import { initialRunState } from './run-state.ts';

test('a root span says of its run what is known of it, and nothing of the rest', () => {
  const { descriptor } = initialRunState('r');
  expect(rootSpanAttributes('r', 'invoice', descriptor)).toEqual({
    'workflow.name': 'invoice',
    'workflow.run.id': 'r',
  });
  expect(
    rootSpanAttributes('r', 'invoice', { workflow_version: '7', tags: [], run_attempt: 2, actor: undefined }),
  ).toEqual({
    'workflow.name': 'invoice',
    'workflow.version': '7',
    'workflow.run.id': 'r',
    'workflow.run.attempt': 2,
  });
});

test('a root span that ends says how, and that all tags were taken back', () => {
  const error = { type: 'HTTPError', message: '402', category: 'external_api' } as const;
  const end = { outcome: 'failed', durationMs: 12.5, waitingMs: 0 } as const;
  expect(rootSpanEndAttributes({ ...end, error, tags: [] })).toEqual({
    'workflow.run.status': 'failed',
    'workflow.run.outcome': 'failed',
    'workflow.run.duration_ms': 12.5,
    'workflow.run.waiting_ms': 0,
    'workflow.tags': [],
    'error.type': 'HTTPError',
    'workflow.error.category': 'external_api',
  });
  expect(rootSpanEndAttributes({ ...end, error: null, tags: undefined })).not.toHaveProperty('workflow.tags');
});
