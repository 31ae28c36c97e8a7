import type { Effectiveness } from '@runlight/contract';

import { numberOf } from './given-values.ts';

/** How well a run did, by its author's own measure. */
export interface MeasuredEffectiveness {
  readonly firstPassSuccess?: boolean | undefined;
  /** Between 0 and 1. */
  readonly accuracy?: number | undefined;
  /** Compared with whatever came before: 0.1 is a tenth more. */
  readonly throughputDelta?: number | undefined;
}

export function readEffectiveness(measured: MeasuredEffectiveness): Effectiveness {
  const { firstPassSuccess, accuracy, throughputDelta } = measured;
  return {
    first_pass_success: typeof firstPassSuccess === 'boolean' ? firstPassSuccess : undefined,
    accuracy: numberOf(accuracy),
    throughput_delta: numberOf(throughputDelta),
  };
}
