/** In which zone times are shown. */
export type Zone = 'local' | 'UTC';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(undefined, {
      ...options,
      hourCycle: 'h23',
      ...(zone === 'UTC' && { timeZone: 'UTC' }),
    });
    formats.set(key, format);
  }
  return format;
}

/** Date and time to the second, with the zone's name. */
export function formatInstant(at: string | number, zone: Zone): string {
  return formatOf(zone, { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(at));
}

/** The time of day alone: `14:30:05`. */
export function formatClock(at: string | number, zone: Zone): string {
  return formatOf(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));
}

/** Day and time to the minute, for axes and buckets. */
export function formatMinute(at: string | number, zone: Zone): string {
  const options = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return formatOf(zone, options).format(new Date(at));
}

const STEPS = [
  [60_000, 1000, 's'],
  [3_600_000, 60_000, 'm'],
  [86_400_000, 3_600_000, 'h'],
  [Infinity, 86_400_000, 'd'],
] as const;

/** How long ago: `3m ago`. */
export function formatAgo(at: string | number, now: number): string {
  const passed = now - new Date(at).getTime();
  if (passed < 1000) return 'now';
  const [, size, unit] = STEPS.find(([until]) => passed < until) ?? STEPS[3];
  return `${Math.floor(passed / size)}${unit} ago`;
}
