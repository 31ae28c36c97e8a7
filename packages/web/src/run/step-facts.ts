import { formatDuration } from '../time/format-duration.ts';

/** A duration after some words; nothing where there is none. */
export function durationOr(ms: number | null, before = ''): string {
  return ms === null ? '' : `${before}${formatDuration(ms)}`;
}

interface Usage {
  readonly tokens: number | null;
  readonly compute_ms: number | null;
}

/** `2,200 tokens · 380ms compute` */
export function usageText({ tokens, compute_ms: computeMs }: Usage): string {
  return [
    tokens === null ? null : `${tokens.toLocaleString()} tokens`,
    computeMs === null ? null : `${formatDuration(computeMs)} compute`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

interface Validation {
  readonly passed: boolean;
  readonly score?: number | null | undefined;
  readonly reasons?: readonly string[] | null | undefined;
}

/** `passed (0.96)`, `failed: total is negative` */
export function validationText(validation: Validation | null): string {
  if (validation === null) return '';
  const { passed, score, reasons } = validation;
  return (
    (passed ? 'passed' : 'failed') +
    (score == null ? '' : ` (${score})`) +
    (reasons == null || reasons.length === 0 ? '' : `: ${reasons.join(', ')}`)
  );
}
