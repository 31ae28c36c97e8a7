import type { ConformanceCase } from './conformance-case.ts';
import { endedCases } from './ended-cases.ts';
import { openCases } from './open-cases.ts';
import { silenceCases } from './silence-cases.ts';
import { stepCases } from './step-cases.ts';
import { streamCases } from './stream-cases.ts';

export const CASES: readonly ConformanceCase[] = [
  ...endedCases(),
  ...openCases(),
  ...silenceCases(),
  ...stepCases(),
  ...streamCases(),
];
