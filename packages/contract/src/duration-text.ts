const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration in the two units that a person would say it in: `230 ms`, `2.1 s`, `2m 14s`, `1h 2m`, `3d 4h`. */
export function durationText(ms: number): string {
  const rounded = Math.round(ms);
  if (rounded < SECOND) return `${rounded} ms`;
  if (rounded < MINUTE - 50) return `${(rounded / SECOND).toFixed(1)} s`; // 59.95 s would read as 60.0 s
  const seconds = Math.round(ms / SECOND);
  if (seconds < HOUR / SECOND) return twoUnits(seconds * SECOND, [MINUTE, 'm'], [SECOND, 's']);
  const minutes = Math.round(ms / MINUTE);
  if (minutes < DAY / MINUTE) return twoUnits(minutes * MINUTE, [HOUR, 'h'], [MINUTE, 'm']);
  return twoUnits(Math.round(ms / HOUR) * HOUR, [DAY, 'd'], [HOUR, 'h']);
}

type Unit = readonly [ms: number, name: string];

function twoUnits(ms: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const rest = (ms % large) / small;
  return `${Math.floor(ms / large)}${largeName}${rest === 0 ? '' : ` ${rest}${smallName}`}`;
}
