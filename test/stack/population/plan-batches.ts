import type { RunPlan } from './run-plan.ts';

/** Short runs that happen in real time: what they say has arrived within seconds. */
export function planLiveBatch(name: string, count: number, workflow = 'live_orders'): RunPlan[] {
  return Array.from({ length: count }, (_, nth) => ({
    key: `${name}/${nth}`,
    workflow,
    environment: 'prod',
    version: '2.0.0',
    tenant: 'acme',
    acts: [
      { do: 'step', name: 'check', ms: 20 + (nth % 100) },
      { do: 'step', name: 'book', ms: 30 },
    ],
    end: nth % 10 === 9 ? { as: 'failed', category: 'external_api' } : { as: 'succeeded' },
  }));
}

/** Runs that go on until their process is killed. */
export function planWorkingBatch(name: string, workflow: string, count: number): RunPlan[] {
  return Array.from({ length: count }, (_, nth) => ({
    key: `${name}/${nth}`,
    workflow,
    environment: 'prod',
    version: '3.1.0',
    tenant: 'globex',
    acts: [{ do: 'step', name: 'prepare', ms: 5 }],
    end: { as: 'working' },
  }));
}

/** Runs that wait for a person when their process ends. */
export function planWaitingBatch(name: string, workflow: string, count: number): RunPlan[] {
  return planWorkingBatch(name, workflow, count).map((run) => ({ ...run, end: { as: 'waiting' } }));
}
