import { createRunlightClient, type Answer } from '@runlight/client';

export {
  ProblemError,
  type BulkJob,
  type Delivery,
  type Facets,
  type Figures,
  type Input,
  type Lineage,
  type Me,
  type Outcomes,
  type Overview,
  type Retention,
  type RunDetail,
  type RunItem,
  type RunList,
  type Selection,
  type StepItem,
  type Token,
  type Waterfall,
  type Webhook,
} from '@runlight/client';

export type EventList = Answer<'listEvents'>;
export type SpanList = Answer<'listSpans'>;
export type LogList = Answer<'listLogs'>;
export type ArtifactList = Answer<'listArtifacts'>;
export type StepList = Answer<'listSteps'>;
export type AuditEntry = Answer<'listAudit'>['entries'][number];
export type RedactionPolicy = Answer<'getRedaction'>;
export type Rerun = Answer<'rerunRun'>;

/** The server that the page is from. */
export const runlight = createRunlightClient();
