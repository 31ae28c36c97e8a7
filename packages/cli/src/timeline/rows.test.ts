import { DECLINED, Story, STORY_START } from '@runlight/testing/cli';
import { expect, test } from 'vitest';

import { busyTimes, foldedRows, allRows } from './rows.ts';
import { HistoryReader } from './run-history.ts';

function historyOf(story: Story) {
  const reader = new HistoryReader();
  for (const event of story.events) reader.add(event);
  return reader.finish(STORY_START + 60_000);
}

const labels = (story: Story, room: number) =>
  foldedRows(historyOf(story), room).map(
    ({ label, depth, steps }) => `${'  '.repeat(depth)}${label}${steps > 1 ? ` × ${steps}` : ''}`,
  );

test('attempts share a line, nested steps stand below theirs, siblings by when they started', () => {
  const story = new Story().starts();
  const outer = story.step('outer').starts(0);
  story.step('a', { parent: outer }).starts(10).fails(20, DECLINED);
  story.step('b', { parent: outer }).starts(15).completes(18);
  story.step('a', { parent: outer, attempt: 2 }).starts(30).completes(40);
  outer.completes(50);
  story.step('last').starts(60).completes(70);
  expect(labels(story, 20)).toEqual(['outer', '  a', '  b', 'last']);
  expect(foldedRows(historyOf(story), 20)[1]).toMatchObject({
    status: 'completed',
    attempts: [{ number: 1 }, { number: 2 }],
  });
});

function batch(items: number): Story {
  const story = new Story().starts();
  story.step('read').starts(0).completes(1);
  for (let index = 0; index < items; index += 1) {
    const item = story.step('extract', { key: `invoice-${index}` }).starts(10 + index);
    story
      .step('parse', { parent: item })
      .starts(10 + index)
      .completes(20 + index);
    if (index % 5 === 4) item.fails(30 + index, DECLINED);
    else item.completes(30 + index);
  }
  story.step('report').starts(100).completes(101);
  return story;
}

test('folds siblings of one name when there is no room for them', () => {
  expect(labels(batch(5), 12)).toHaveLength(12);
  expect(labels(batch(5), 11)).toEqual(['read', 'extract × 5', 'report']);
  expect(foldedRows(historyOf(batch(15)), 11)[1]).toMatchObject({ status: 'failed', failed: 3 });
});

test('folds twenty siblings of one name however much room there is', () => {
  expect(labels(batch(20), 1000)).toEqual(['read', 'extract × 20', 'report']);
  expect(labels(batch(19), 1000)).toHaveLength(40);
});

test('folds nothing when everything is asked for', () => {
  expect(allRows(historyOf(batch(40)))).toHaveLength(82);
});

test('places every step once when files say that two steps contain each other', () => {
  const story = new Story().starts();
  const first = story.step('first');
  const second = story.step('second', { parent: first });
  first.tell(0, 'workflow.step.started', { parent_span_id: second.spanId });
  second.starts(1);
  expect(
    labels(story, 10)
      .map((label) => label.trim())
      .sort(),
  ).toEqual(['first', 'second']);
});

test('a step is busy but for its waits and the steps inside it', () => {
  const story = new Story().starts();
  const outer = story.step('outer').starts(0);
  story.step('gate', { parent: outer }).starts(10).waits(10, 90).completes(90);
  outer.completes(100);
  expect(busyTimes(historyOf(story))).toEqual([
    { from: STORY_START, to: STORY_START + 10 },
    { from: STORY_START + 90, to: STORY_START + 100 },
  ]);
});
