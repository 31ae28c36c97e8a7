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

/** The time of day to the minute: `14:30`. */
export function formatHour(at: string | number, zone: Zone): string {
  return formatOf(zone, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** Day and time to the minute, for axes and buckets. */
export function formatMinute(at: string | number, zone: Zone): string {
  const options = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return formatOf(zone, options).format(new Date(at));
}

/** The time of day, with the day where that is another than today. */
export function formatMoment(at: string | number, now: number, zone: Zone): string {
  const day = formatOf(zone, { dateStyle: 'short' });
  return day.format(new Date(at)) === day.format(new Date(now))
    ? formatClock(at, zone)
    : formatMinute(at, zone);
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
  return passed < 1000 ? 'now' : `${inOneUnit(passed)} ago`;
}

/** How far from now, before or after it: `3m ago`, `in 2h`. */
export function formatDistance(at: string | number, now: number): string {
  const left = new Date(at).getTime() - now;
  return left < 1000 ? formatAgo(at, now) : `in ${inOneUnit(left)}`;
}

function inOneUnit(ms: number): string {
  const [, size, unit] = STEPS.find(([until]) => ms < until) ?? STEPS[3];
  return `${Math.floor(ms / size)}${unit}`;
}
