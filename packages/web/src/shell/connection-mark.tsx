import { Text } from '@mantine/core';

import { useConnection } from '../live/live.ts';
import { StatusShape } from '../status/status-shape.tsx';
import { formatClock } from '../time/format-time.ts';
import { useZone } from '../time/zone.ts';

/** Whether what the page shows is current, and if not, as of when. */
export function ConnectionMark() {
  const connection = useConnection();
  const zone = useZone();
  const [color, shape, words] = ((): [string, string, string] => {
    switch (connection.kind) {
      case 'live':
        return ['good', 'running', 'Live'];
      case 'paused':
        return ['neutral', 'queued', 'Paused'];
      case 'connecting':
        return ['neutral', 'queued', 'Connecting'];
      case 'disconnected':
        return ['bad', 'lost', `Disconnected, as of ${formatClock(connection.since, zone)}`];
    }
  })();
  return (
    <Text
      size="sm"
      fw={600}
      role="status"
      data-connection={connection.kind}
      style={{ color: `var(--rl-${color})`, display: 'inline-flex', gap: 6, alignItems: 'center' }}
    >
      <StatusShape state={shape} size={12} />
      {words}
    </Text>
  );
}
