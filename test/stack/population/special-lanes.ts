import { LanePlan, type Lane } from './lane-plan.ts';
import type { Act, End, StepAct } from './run-plan.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const work = (ms: number, details: Partial<StepAct> = {}): StepAct => ({
  do: 'step',
  name: 'work',
  ms,
  ...details,
});

/** Workflows of which each is there for one question that operators ask. */
export function specialLanes(endsAt: number): Lane[] {
  return [
    ranThreeTimes(),
    failedOnce(),
    onlySucceeded(),
    recovered(),
    unreliable(),
    slow(),
    nested(),
    released(),
    waiting(),
    notQueued(),
  ].map((lane) => lane.endingAt(endsAt));
}

/** Three runs today, one of which failed: a rate that extrapolation gets wrong. */
function ranThreeTimes(): LanePlan {
  const lane = new LanePlan('monthly_closing');
  lane.add([work(40 * SECOND)], { as: 'succeeded' });
  lane.pass(10 * MINUTE).add([work(3 * SECOND, { fails: 'bug' })], { as: 'failed', category: 'bug' });
  lane.pass(10 * MINUTE).add([work(45 * SECOND)], { as: 'succeeded' });
  return lane;
}

/** One run, which failed: the first increment of a series. */
function failedOnce(): LanePlan {
  const lane = new LanePlan('tax_filing');
  lane.add([work(2 * SECOND, { fails: 'external_api' })], { as: 'failed', category: 'external_api' });
  return lane;
}

function onlySucceeded(): LanePlan {
  const lane = new LanePlan('backup');
  for (let nth = 1; nth <= 40; nth += 1) lane.pass(MINUTE).add([work(nth * 250)], { as: 'succeeded' });
  return lane;
}

/** Fails, goes on failing, and recovers half an hour after its first failure; a second time after 90 seconds. */
function recovered(): LanePlan {
  const lane = new LanePlan('ledger_export');
  const fail = (): string =>
    lane.add([work(SECOND, { fails: 'transient' })], { as: 'failed', category: 'transient' });
  lane.add([work(SECOND)], { as: 'succeeded' });
  fail();
  lane.pass(10 * MINUTE);
  fail();
  lane.pass(20 * MINUTE - 2 * SECOND).add([work(SECOND)], { as: 'succeeded' });
  lane.pass(MINUTE);
  fail();
  lane.pass(89 * SECOND).add([work(SECOND)], { as: 'succeeded' });
  return lane;
}

/** Every second run fails. */
function unreliable(): LanePlan {
  const lane = new LanePlan('price_import');
  const category = 'validation_failed';
  for (let nth = 0; nth < 20; nth += 1) {
    const fails = nth % 2 === 0;
    lane.pass(30 * SECOND);
    if (fails) lane.add([work(SECOND, { fails: category })], { as: 'failed', category });
    else lane.add([work(2 * SECOND)], { as: 'succeeded' });
  }
  return lane;
}

/** Long runs, several at a time. */
function slow(): LanePlan {
  const lane = new LanePlan('data_migration');
  for (let nth = 1; nth <= 12; nth += 1)
    lane.add([work((18 + 2 * nth) * MINUTE)], { as: 'succeeded' }, { moveOnMs: 4 * MINUTE });
  return lane;
}

/** Steps inside of steps. */
function nested(): LanePlan {
  const lane = new LanePlan('site_audit');
  const crawl = (): StepAct =>
    work(SECOND, {
      name: 'crawl',
      inside: [
        work(200, { name: 'fetch' }),
        work(300, { name: 'parse', inside: [work(50, { name: 'tokenize', tokens: 100 })] }),
      ],
    });
  for (let nth = 0; nth < 10; nth += 1) lane.pass(MINUTE).add([crawl(), crawl()], { as: 'succeeded' });
  return lane;
}

/** Gates that were approved and rejected. */
function released(): LanePlan {
  const lane = new LanePlan('release');
  for (let nth = 0; nth < 12; nth += 1) {
    const outcome = nth % 4 === 0 ? 'rejected' : 'approved';
    const end: End = outcome === 'approved' ? { as: 'succeeded' } : { as: 'cancelled' };
    lane
      .pass(MINUTE)
      .add([work(SECOND), { do: 'gate', name: 'go_live', ms: 5 * MINUTE, outcome }, work(2 * SECOND)], end);
  }
  return lane;
}

/** Waits that ended, and some that did not. */
function waiting(): LanePlan {
  const lane = new LanePlan('expense_approval');
  const ended: readonly Act[] = [work(SECOND), { do: 'wait', kind: 'human', ms: 2 * MINUTE }, work(SECOND)];
  lane.add([work(SECOND)], { as: 'waiting' }, { moveOnMs: 3 * HOUR });
  lane.add([work(SECOND)], { as: 'waiting' }, { moveOnMs: HOUR });
  for (let nth = 0; nth < 20; nth += 1) lane.add(ended, { as: 'succeeded' });
  lane.add([work(SECOND)], { as: 'blocked' }, { moveOnMs: 10 * MINUTE });
  lane.add([work(SECOND)], { as: 'waiting' }, { tenant: 'globex', moveOnMs: 5 * MINUTE });
  lane.add([], { as: 'queued' });
  lane.add([], { as: 'queued' });
  return lane;
}

/** A run that could not even be queued. */
function notQueued(): LanePlan {
  const lane = new LanePlan('bulk_import');
  lane.add([work(SECOND)], { as: 'succeeded' });
  lane.pass(MINUTE).add([], { as: 'not_queued', category: 'external_api' }, { queuedForMs: 20 });
  return lane;
}
