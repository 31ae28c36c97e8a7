import type { StatusFile } from '@runlight/contract';
import { createLogUpdate } from 'log-update';

import type { ExitCode } from '../exit-code.ts';
import { eventLine } from '../render/event-lines.ts';
import { liveView } from '../render/live-view.ts';
import { sizeOf, type Terminal } from '../terminal.ts';
import { unattended } from '../unattended.ts';
import { followUntilOver, interruption } from './follow-until-over.ts';
import { hintFor } from '../render/hint.ts';

const REDRAW_MS = 250;
const LOOK_FOR_PROCESS_MS = 3000;
const EVENTS_KEPT = 50;
const LEAVING = 'Ctrl-C leaves; the run goes on';

/** Shows a run as it is, redrawn on every change and as time goes by, until it is over. The last view stays. */
export async function watchLive(directory: string, terminal: Terminal): Promise<ExitCode> {
  const view = new LiveScreen(terminal);
  const leave = interruption();
  const look = async (): Promise<void> => {
    view.warning = await unattended(directory);
  };
  await look();
  const redrawing = setInterval(() => view.turn(), REDRAW_MS);
  const looking = setInterval(() => void look(), LOOK_FOR_PROCESS_MS);
  try {
    return await followUntilOver(directory, leave.signal, ({ status, events }) => {
      view.show(
        status,
        events.slice(-EVENTS_KEPT).map((event) => eventLine(event, terminal.colors)),
      );
    });
  } finally {
    clearInterval(redrawing);
    clearInterval(looking);
    leave.stop();
    view.close();
  }
}

class LiveScreen {
  warning: string | undefined;
  readonly #terminal: Terminal;
  readonly #screen: ReturnType<typeof createLogUpdate>;
  readonly #latest: string[] = [];
  #status: StatusFile | undefined;
  #turn = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#screen = createLogUpdate(terminal.stdout);
  }

  show(status: StatusFile, events: readonly string[]): void {
    this.#status = status;
    this.#latest.push(...events);
    this.#latest.splice(0, this.#latest.length - EVENTS_KEPT);
    this.#draw(LEAVING);
  }

  turn(): void {
    this.#turn += 1;
    this.#draw(LEAVING);
  }

  close(): void {
    this.#draw(null);
    this.#screen.done();
  }

  #draw(hint: string | null): void {
    const status = this.#status;
    if (status === undefined) return;
    const { colors } = this.#terminal;
    const { columns, rows } = sizeOf(this.#terminal);
    const reasons =
      this.warning === undefined || status.outcome !== null ? [status.why] : [this.warning, status.why];
    const view = { status, reasons, latest: this.#latest, hint: hintFor(status) ?? hint };
    const options = { columns, rows: rows - 1, colors, now: this.#terminal.now(), turn: this.#turn };
    this.#screen(liveView(view, options).join('\n'));
  }
}
