import { DECLINED, Story, STORY_START } from '@runlight/testing/cli';
import { expect, test } from 'vitest';

import { HistoryReader } from '../timeline/run-history.ts';
import { colorsFor } from './colors.ts';
import { waterfall } from './waterfall.ts';

const colors = colorsFor({ isTTY: false }, {});
const HOUR = 3_600_000;

function draw(story: Story, { columns = 100, room = 20, nowMs = 60_000 } = {}): string[] {
  const reader = new HistoryReader();
  for (const event of story.events) reader.add(event);
  return waterfall(reader.finish(STORY_START + nowMs), { columns, room, colors });
}

/** Worked 5 s, waited an hour for a person, then failed three times. */
function declinedStory(): Story {
  const story = new Story().starts();
  const extract = story.step('extract').starts(0);
  story.step('call_model', { parent: extract }).starts(1000).completes(4000);
  extract.completes(5000);
  story
    .step('approve')
    .starts(5000)
    .waits(5000, HOUR + 5000)
    .completes(HOUR + 5000);
  story
    .step('charge')
    .starts(HOUR + 5000)
    .fails(HOUR + 6000, DECLINED);
  story
    .step('charge', { attempt: 2 })
    .starts(HOUR + 7000)
    .fails(HOUR + 8000, DECLINED);
  const last = story
    .step('charge', { attempt: 3 })
    .starts(HOUR + 9000)
    .fails(HOUR + 10_000, DECLINED);
  return story.ends(HOUR + 10_000, 'failed', DECLINED, last);
}

test('draws executions, a folded wait, retries with their pauses, and what failed', () => {
  expect(draw(declinedStory(), { columns: 80 })).toEqual([
    'STEP            0         2s       4s   ⌇ 1h00m ⌇1h00m    +2s      +4s      TIME',
    '✓ extract       ━━━━━━━━━━━━━━━━━━━━━━━━⌇       ⌇                           5.0s',
    '  ✓ call_model      ━━━━━━━━━━━━━━━━    ⌇       ⌇                           3.0s',
    '✓ approve                               ⌇░░░░░░░⌇                          1h00m',
    '✕ charge ×3                             ⌇       ⌇━━━━✕┄┄┄┄━━━━✕┄┄┄┄━━━━✕    5.0s',
  ]);
});

test.each([80, 100, 140])('fits into %d columns', (columns) => {
  for (const line of draw(declinedStory(), { columns })) expect(line.length).toBeLessThanOrEqual(columns);
});

test('a step that failed stands out by its shape, without any colour', () => {
  const line = draw(declinedStory()).find((one) => one.includes('charge'));
  expect(line).toMatch(/^✕ charge ×3/);
  expect(line?.match(/✕/g)).toHaveLength(4);
  expect(line).toContain('402 card_declined');
});

test('says whom a wait was for, and that it still lasts', () => {
  const story = new Story().starts();
  story.step('approve').starts(0).waits(1000, null);
  const [, line] = draw(story, { nowMs: 61_000 });
  expect(line).toMatch(/^⧗ approve/);
  expect(line).toMatch(/waits 1m00s for a person$/);
});

test('what failed stays when there is no room for all steps', () => {
  const story = new Story().starts();
  for (let index = 0; index < 30; index += 1) {
    const step = story.step(`step_${index}`).starts(index * 100);
    if (index === 17) step.fails(index * 100 + 90, DECLINED);
    else step.completes(index * 100 + 90);
  }
  const lines = draw(story, { room: 10 });
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(lines.join('\n')).toContain('✕ step_17');
  expect(lines.join('\n')).toMatch(/… 12 more/);
});

test('a name from a file can not move the cursor', () => {
  const story = new Story().starts();
  story.step('evil\u001B[2J\u001B[31m\nname').starts(0).completes(10);
  expect(draw(story).join('\n')).not.toContain('\u001B');
  expect(draw(story)[1]).toContain('evil name');
});

test('shows time in the queue and waits outside of any step', () => {
  const story = new Story().tell(0, 'workflow.run.queued', { trace_id: 'a'.repeat(32) }).starts({}, 5000);
  story.tell(5000, 'workflow.run.waiting', { wait_id: 'w', wait_kind: 'timer', reason: 'business hours' });
  story.tell(9000, 'workflow.run.resumed', { wait_id: 'w', waited_ms: 4000 });
  story.step('work').starts(9000).completes(12_000);
  const lines = draw(story, { nowMs: 12_000 });
  expect(lines[1]).toMatch(/^○ queue .*5\.0s/);
  expect(lines[2]).toMatch(/^⧗ business hours .*░.*4\.0s {2}for a timer/);
});

test('a run without steps is an axis and nothing else', () => {
  expect(draw(new Story().starts())).toHaveLength(1);
});
