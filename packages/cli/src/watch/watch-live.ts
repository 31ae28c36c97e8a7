import type { StatusFile } from '@runlight/contract';
import { createLogUpdate } from 'log-update';

import type { ExitCode } from '../exit-code.ts';
import { eventLine } from '../render/event-lines.ts';
import { liveView } from '../render/live-view.ts';
import { sizeOf, type Terminal } from '../terminal.ts';
import { unattended } from '../unattended.ts';
import { followUntilOver, interruption } from './follow-until-over.ts';
import { hintFor } from './hint.ts';

const REDRAW_MS = 250;
const EVENTS_KEPT = 50;
const LEAVING = 'Ctrl-C leaves; the run goes on';

/** Shows a run as it is, redrawn on every change and as time goes by, until it is over. The last view stays. */
export async function watchLive(directory: string, terminal: Terminal): Promise<ExitCode> {
  const screen = createLogUpdate(terminal.stdout);
  const leave = interruption();
  const latest: string[] = [];
  let status: StatusFile | undefined;
  let turn = 0;
  let watching = true;
  const draw = (): void => {
    if (status === undefined) return;
    const { columns, rows } = sizeOf(terminal);
    const hint = hintFor(status) ?? (watching ? LEAVING : null);
    const view = { status, why: unattended(status) ?? status.why, latest, hint };
    screen(liveView(view, { columns, rows: rows - 1, colors: terminal.colors, now: terminal.now(), turn }).join('\n'));
  };
  const ticking = setInterval(() => {
    turn += 1;
    draw();
  }, REDRAW_MS);
  try {
    return await followUntilOver(directory, leave.signal, (change) => {
      ({ status } = change);
      latest.push(...change.events.slice(-EVENTS_KEPT).map((event) => eventLine(event, terminal.colors)));
      latest.splice(0, latest.length - EVENTS_KEPT);
      draw();
    });
  } finally {
    clearInterval(ticking);
    watching = false;
    draw();
    screen.done();
    leave.stop();
  }
}
