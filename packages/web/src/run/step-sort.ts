/** The columns of the steps table, in their order. */
export const STEP_COLUMNS = [
  'step',
  'type',
  'status',
  'began',
  'duration',
  'waited',
  'retries',
  'usage',
  'validation',
  'error',
] as const;
export type StepColumn = (typeof STEP_COLUMNS)[number];

/** By which column steps are sorted; a minus is the greatest first. */
export type StepSort = StepColumn | `-${StepColumn}`;
export const STEP_SORTS: readonly StepSort[] = STEP_COLUMNS.flatMap((column) => [
  column,
  `-${column}` as const,
]);

/** What is sorted by next when a column's head is pressed: upwards, downwards, and then as the steps began. */
export function nextSort(column: StepColumn, sort: StepSort | undefined): StepSort | undefined {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` ? undefined : column;
}
