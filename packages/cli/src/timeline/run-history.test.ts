import { formatTimestamp } from '@runlight/contract';
import { DECLINED, Story, STORY_START } from '@runlight/testing/cli';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { HistoryReader } from './run-history.ts';

function historyOf(story: Story, now = STORY_START + 60_000) {
  const reader = new HistoryReader();
  for (const event of story.events) reader.add(event);
  return reader.finish(now);
}

function approvalStory(): Story {
  const story = new Story().starts();
  story.step('approve').starts(1000).waits(2000, 5000).completes(6000);
  story.step('post').starts(6000).fails(7000, DECLINED);
  story.step('post', { attempt: 2 }).starts(9000).completes(10_000);
  return story.ends(10_000, 'succeeded');
}

test('gives every attempt its time, its waits and its error', () => {
  const history = historyOf(approvalStory());
  expect([history.from, history.to]).toEqual([STORY_START, STORY_START + 10_000]);
  expect(history.attempts).toMatchObject([
    {
      name: 'approve',
      status: 'completed',
      held: [{ from: STORY_START + 2000, to: STORY_START + 5000, kind: 'human' }],
    },
    { name: 'post', number: 1, status: 'failed', error: DECLINED },
    { name: 'post', number: 2, status: 'completed', to: STORY_START + 10_000 },
  ]);
});

test('does not depend on the order in which events are read', () => {
  const inOrder = historyOf(approvalStory());
  fc.assert(
    fc.property(
      fc.shuffledSubarray(approvalStory().events, { minLength: approvalStory().events.length }),
      (events) => {
        const reader = new HistoryReader();
        for (const event of events) reader.add(event);
        expect(reader.finish(0)).toEqual(inOrder);
      },
    ),
  );
});

test('what has not ended lasts until now', () => {
  const story = new Story().starts();
  story.step('approve').starts(0).waits(1000, null);
  story.tell(500, 'workflow.run.waiting', { wait_id: 'w1', wait_kind: 'timer', reason: 'night' });
  const history = historyOf(story, STORY_START + 4000);
  expect(history.to).toBe(STORY_START + 4000);
  expect(history.attempts).toMatchObject([
    { status: 'waiting', to: STORY_START + 4000, held: [{ to: STORY_START + 4000 }] },
  ]);
  expect(history.held).toMatchObject([{ reason: 'night', from: STORY_START + 500, to: STORY_START + 4000 }]);
});

test('what had not ended when the run did lasts until then', () => {
  const story = new Story().starts();
  story.step('stuck').starts(0);
  story.ends(3000, 'failed', DECLINED);
  expect(historyOf(story).attempts).toMatchObject([{ status: 'abandoned', to: STORY_START + 3000 }]);
});

test('of overlapping waits in one step the step is held until the last one ends', () => {
  const story = new Story().starts();
  const step = story.step('approve').starts(0);
  step.waits(1000, null).waits(2000, 3000);
  step.tell(4000, 'workflow.step.resumed', { waited_ms: 3000 }).completes(5000);
  expect(historyOf(story).attempts[0]?.held).toMatchObject([
    { from: STORY_START + 1000, to: STORY_START + 4000 },
  ]);
});

test('time in the queue comes before the start', () => {
  const story = new Story().tell(0, 'workflow.run.queued', { trace_id: 'a'.repeat(32) }).starts({}, 2000);
  expect(historyOf(story).queued).toEqual({ from: STORY_START, to: STORY_START + 2000 });
  expect(story.events[0]?.timestamp).toBe(formatTimestamp(STORY_START));
});
