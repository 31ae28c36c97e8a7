import { expect, test } from 'vitest';

import { formatAgo, formatDistance, formatMoment } from './format-time.ts';

const NOW = Date.UTC(2026, 3, 24, 14, 30);

test.each([
  ['2026-04-24T14:29:59.500Z', 'now', 'now'],
  ['2026-04-24T14:29:01Z', '59s ago', '59s ago'],
  ['2026-04-24T13:28:00Z', '1h ago', '1h ago'],
  ['2026-04-21T14:30:00Z', '3d ago', '3d ago'],
  // Clocks differ: what was is not said to come, but what is waited for may.
  ['2026-04-24T16:31:00Z', 'now', 'in 2h'],
])('%s is %s, from now %s', (at, ago, distance) => {
  expect(formatAgo(at, NOW)).toBe(ago);
  expect(formatDistance(at, NOW)).toBe(distance);
});

test('a moment of another day says which', () => {
  expect(formatMoment('2026-04-24T07:04:57Z', NOW, 'UTC')).toBe('07:04:57');
  expect(formatMoment('2026-04-23T23:59:59Z', NOW, 'UTC')).toMatch(/23.*23:59/);
});
