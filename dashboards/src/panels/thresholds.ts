import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Threshold,
  type ThresholdsConfig,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { COLORS, TEXT } from './colors.ts';

export type Thresholds = Builder<ThresholdsConfig>;

const absolute = (...steps: Threshold[]): Thresholds =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);

/** Good from the target on, bad once twice as much is missing from 1 as the target allows. */
export function atLeast(target: number): Thresholds {
  return absolute(
    { value: null, color: COLORS.bad },
    { value: Number((2 * target - 1).toFixed(6)), color: COLORS.person },
    { value: target, color: COLORS.good },
  );
}

/** Good below the limit, bad from it on. */
export function below(limit: number): Thresholds {
  return absolute({ value: null, color: COLORS.good }, { value: limit, color: COLORS.bad });
}

/** 0 is good, anything else wants a look. */
export function none(color: string = COLORS.bad): Thresholds {
  return absolute({ value: null, color: COLORS.good }, { value: 1, color });
}

/** A number that is neither good nor bad. */
export const neutral: Thresholds = absolute({ value: null, color: TEXT });

/** Colours from `limit` on, plain before. */
export function from(limit: number, color: string): Thresholds {
  return absolute({ value: null, color: TEXT }, { value: limit, color });
}
