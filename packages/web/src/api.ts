import { createRunlightClient, type Answer } from '@runlight/client';

export {
  ProblemError,
  type BulkJob,
  type ComparedVersion,
  type Comparison,
  type Delivery,
  type Facets,
  type Input,
  type Lineage,
  type Outcomes,
  type Overview,
  type Retention,
  type RunDetail,
  type RunItem,
  type RunList,
  type Selection,
  type StepItem,
  type Token,
  type Versions,
  type Waterfall,
  type Webhook,
} from '@runlight/client';

export type SavedView = Answer<'saveView'>;
export type EventList = Answer<'listEvents'>;
export type LogList = Answer<'listLogs'>;
export type AuditEntry = Answer<'listAudit'>['entries'][number];
export type RedactionPolicy = Answer<'getRedaction'>;
export type Rerun = Answer<'rerunRun'>;

/** The server that the page is from. */
export const runlight = createRunlightClient();
