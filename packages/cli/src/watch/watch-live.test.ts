import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HAS_TMUX, runCli, RunMaker, TmuxScreen } from '@runlight/testing/cli';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const cwd = mkdtempSync(join(tmpdir(), 'runlight-live-'));
let maker: RunMaker;

beforeAll(() => {
  maker = new RunMaker(join(cwd, 'runs'));
});

afterAll(async () => {
  await maker[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true });
});

describe.skipIf(!HAS_TMUX)(`on a terminal${HAS_TMUX ? '' : ' (skipped: there is no tmux)'}`, () => {
  test('a live view is redrawn in place until the run is over', async () => {
    const { id, result } = await maker.waiting();
    using screen = new TmuxScreen(['status', id, '--watch'], { cwd });
    const waiting = await screen.shows(/⧗ waiting {2}payout[^]*Decide: runlight approve/);
    expect(waiting).toMatch(/^⧗ release_funds .*waiting · payout of 12 400 EUR/m);
    expect(screen.capture({ escapes: true })).toContain('\u001B[35m⧗ waiting');
    await runCli(['approve', id], { cwd });
    const over = await screen.shows(/exit code 0/);
    expect(over).toMatch(/✓ succeeded {2}payout/);
    expect(over).not.toContain('⧗ waiting  payout');
    expect(over.match(/payout\n/g)).toHaveLength(1);
    expect(over).toMatch(new RegExp(`What happened: runlight show ${id}`));
    await result;
  });

  test('Ctrl-C leaves the view on the screen and the run alone', async () => {
    const { id, run, result } = await maker.running();
    using screen = new TmuxScreen(['status', id, '--watch'], { cwd });
    await screen.shows(/crawler[^]*Ctrl-C leaves; the run goes on/);
    screen.type('C-c');
    const left = await screen.shows(/exit code 130/);
    expect(left).toMatch(/running {2}crawler/);
    expect(left).not.toContain('Ctrl-C leaves');
    expect(run.signal.aborted).toBe(false);
    run.cancel();
    await result;
  });

  test('a view of many steps and events fits on a small screen', async () => {
    const { id, run, result } = await maker.running();
    for (let index = 0; index < 40; index += 1) run.annotate(`note ${index}`);
    using screen = new TmuxScreen(['status', id, '--watch'], { cwd, columns: 60, rows: 16 });
    const view = await screen.shows(/note 39/);
    expect(view).toMatch(/running {2}crawler/);
    expect(view).toMatch(/◐ fetch/);
    expect(view).not.toContain('note 20\n');
    run.cancel();
    await result;
  });

  test('Ctrl-C reaches a command once, and the run tells how the command took it', async () => {
    const script = 'trap "echo got it; exit 7" INT; echo ready; while :; do sleep 0.05; done';
    using screen = new TmuxScreen(['exec', '--workflow', 'build', '--', 'sh', '-c', script], { cwd });
    await screen.shows(/ready/);
    screen.type('C-c');
    const left = await screen.shows(/exit code 7/);
    expect(left.match(/got it/g)).toHaveLength(1);
    expect(left).toMatch(/⊘ cancelled · runlight show run_\w{26}/);
  });

  test('a list is a table with the reason below each run that needs one', async () => {
    const failedId = await maker.failed();
    using screen = new TmuxScreen(['list', '--limit', '1'], { cwd });
    const list = await screen.shows(/exit code 0/);
    expect(list).toMatch(/^STATUS +RUN +WORKFLOW +STARTED +TOOK/m);
    expect(list).toMatch(
      new RegExp(
        `^✕ failed +${failedId} +invoice_extraction 1\\.8\\.3 +.*\n +└ Step charge_card failed after 3 attempts`,
        'm',
      ),
    );
    expect(list).toMatch(/\d+ more; --limit \d+ shows all/);
  });

  test('what happened in a run fits on one screen', async () => {
    const failedId = await maker.failed();
    using screen = new TmuxScreen(['show', failedId], { cwd, columns: 100, rows: 30 });
    const shown = await screen.shows(/exit code 0/);
    expect(shown).toMatch(/✕ failed {2}invoice_extraction/);
    expect(shown).toMatch(/TRACE {4}[0-9a-f]{32}/);
  });
});
