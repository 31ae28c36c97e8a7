/** In which zone times are shown. */
export type Zone = 'local' | 'UTC';

/** One formatter for each zone, made when it is needed: they are costly, and every cell asks every second. */
function formatter(options: Intl.DateTimeFormatOptions): (at: string | number, zone: Zone) => string {
  const made: { [zone in Zone]?: Intl.DateTimeFormat } = {};
  return (at, zone) => {
    made[zone] ??= new Intl.DateTimeFormat(undefined, {
      ...options,
      hourCycle: 'h23',
      ...(zone === 'UTC' && { timeZone: 'UTC' }),
    });
    return made[zone].format(new Date(at));
  };
}

const MINUTE = { hour: '2-digit', minute: '2-digit' } as const;

/** Date and time to the second, with the zone's name. */
export const formatInstant = formatter({ dateStyle: 'medium', timeStyle: 'long' });

/** The time of day alone: `14:30:05`. */
export const formatClock = formatter({ ...MINUTE, second: '2-digit' });

/** The time of day to the minute: `14:30`. */
export const formatHour = formatter(MINUTE);

/** Day and time to the minute, for axes and buckets. */
export const formatMinute = formatter({ month: 'short', day: 'numeric', ...MINUTE });

const formatDay = formatter({ dateStyle: 'short' });

/** The time of day, with the day where that is another than today. */
export function formatMoment(at: string | number, now: number, zone: Zone): string {
  return formatDay(at, zone) === formatDay(now, zone) ? formatClock(at, zone) : formatMinute(at, zone);
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
