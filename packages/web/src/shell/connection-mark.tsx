import { useConnection } from '../live/live.ts';
import { formatClock } from '../time/format-time.ts';
import { useZone } from '../time/zone.ts';
import classes from './shell.module.css';

/** Whether what the page shows is current, and if not, as of when. */
export function ConnectionMark() {
  const connection = useConnection();
  const zone = useZone();
  const words = ((): string => {
    switch (connection.kind) {
      case 'live':
        return 'Live';
      case 'paused':
        return 'Paused';
      case 'connecting':
        return 'Connecting';
      case 'disconnected':
        return `Disconnected, as of ${formatClock(connection.since, zone)}`;
    }
  })();
  return (
    <span className={classes.connection} role="status" data-connection={connection.kind}>
      {words}
    </span>
  );
}
