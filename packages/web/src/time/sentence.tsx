import { useNow } from './clock.ts';
import { formatDistance, formatInstant, formatMoment } from './format-time.ts';
import { useZone } from './zone.ts';

/** Instants as the server's sentences have them: they stay true, so that anybody may keep the sentence. */
const INSTANT = /(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC)/;

/** A sentence of the server, its times in the reader's zone and with how long ago they are now. */
export function Sentence({ text }: { readonly text: string }) {
  // What a pattern in brackets separates stands between the rest: every second part is an instant.
  return text
    .split(INSTANT)
    .map((part, index) =>
      index % 2 === 0 ? part : <Moment key={index} at={part.replace(' ', 'T').replace(' UTC', 'Z')} />,
    );
}

function Moment({ at }: { readonly at: string }) {
  const zone = useZone();
  const now = useNow();
  return (
    <time dateTime={at} title={formatInstant(at, zone)}>
      {formatMoment(at, now, zone)} ({formatDistance(at, now)})
    </time>
  );
}
