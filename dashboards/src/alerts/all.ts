import { TARGETS } from '../targets.ts';
import type { Alert, Recording } from './alert.ts';
import { alertGroups } from './groups.ts';
import { recordings as recordingsOf, TERMS_RECORDED } from './terms.ts';

/** Every alert with the targets of this repository: what the generated files hold. */
export const alerts: readonly Alert[] = alertGroups(TARGETS, TERMS_RECORDED).flatMap((group) => group.alerts);
export const recordings: readonly Recording[] = recordingsOf(TARGETS);
