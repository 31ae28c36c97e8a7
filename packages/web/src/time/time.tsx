import { useNow } from './clock.ts';
import { formatDuration } from './format-duration.ts';
import { formatAgo, formatInstant } from './format-time.ts';
import { useZone } from './zone.ts';

/** When something was: how long ago, and exactly when on hover; `exact` says the latter at once. */
export function Time({ at, exact = false }: { readonly at: string; readonly exact?: boolean }) {
  const zone = useZone();
  const now = useNow();
  const full = formatInstant(at, zone);
  if (exact) return <time dateTime={at}>{full}</time>;
  return (
    <time dateTime={at} title={full}>
      {formatAgo(at, now)}
    </time>
  );
}

/** How long something took, or has taken since `since` while it goes on. */
export function Duration({ ms, since }: { readonly ms: number | null; readonly since?: string | undefined }) {
  if (since !== undefined) return <Elapsed since={since} />;
  return <span>{ms === null ? '–' : formatDuration(ms)}</span>;
}

function Elapsed({ since }: { readonly since: string }) {
  const now = useNow();
  return <span>{formatDuration(Math.max(0, now - Date.parse(since)))}…</span>;
}
