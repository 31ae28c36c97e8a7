import { LABEL, type Scope } from '../../queries/index.ts';
import { SELECTED } from '../variables.ts';

/** Everything that is selected, over the whole time range … */
export const WHOLE: Scope = { where: SELECTED, over: '$__range' };
/** … over each step of a chart … */
export const PER_STEP: Scope = { where: SELECTED, over: '$__interval' };
/** … and split by workflow. */
export const BY_WORKFLOW: Scope = { ...WHOLE, by: [LABEL.workflow] };

export const NO_RUNS = 'no runs';
