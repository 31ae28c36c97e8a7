import { advance, initialRunState, tagsOf } from '@runlight/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { RunTags } from './run-tags.ts';

const TRACE_ID = 'a'.repeat(32);
const tags = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });

test('a run’s own count of its tags is what the fold of its events says', () => {
  fc.assert(
    fc.property(
      tags,
      fc.array(fc.record({ add: tags, remove: tags }), { maxLength: 8 }),
      (given, changes) => {
        const own = new RunTags(given);
        const state = initialRunState('run');
        const common = (seq: number) => ({
          event_id: `p-${seq}`,
          timestamp: '2026-04-24T14:30:22.123456Z',
          run_id: 'run',
          producer: 'p',
          seq,
          workflow_name: 'w',
        });
        advance(state, { event: 'workflow.run.running', trace_id: TRACE_ID, tags: given, ...common(0) });
        for (const [index, { add, remove }] of changes.entries()) {
          own.change(add, remove);
          advance(state, { event: 'workflow.run.tagged', add, remove, ...common(index + 1) });
        }
        expect(own.list()).toEqual(tagsOf(state));
      },
    ),
  );
});
