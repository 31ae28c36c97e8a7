export { accessibilityFaults } from './accessibility.ts';
export { leastMs } from './least-ms.ts';
export { openPage, startPageServer, type OpenPageOptions, type Screen } from './open-page.ts';
export { takeScreenshot } from './screenshot.ts';
export { stateRuns, type StateRun } from './state-runs.ts';
