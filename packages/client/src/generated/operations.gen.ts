// Generated from the server's OpenAPI document: npm run generate.

import type * as types from './types.gen.ts';

/** What every operation takes and answers, by its id. */
export interface Operations {
  /** Says that the process took them: `POST /api/v1/control/acknowledge`. */
  acknowledgeControl: { data: types.AcknowledgeControlData; responses: types.AcknowledgeControlResponses };
  /** Makes a token: `POST /api/v1/tokens`. */
  addToken: { data: types.AddTokenData; responses: types.AddTokenResponses };
  /** Adds a webhook: `POST /api/v1/webhooks`. */
  addWebhook: { data: types.AddWebhookData; responses: types.AddWebhookResponses };
  /** Adds a note: `POST /api/v1/runs/{id}/annotate`. */
  annotateRun: { data: types.AnnotateRunData; responses: types.AnnotateRunResponses };
  /** Says who takes care of it: `POST /api/v1/runs/{id}/assign`. */
  assignRun: { data: types.AssignRunData; responses: types.AssignRunResponses };
  /** Does no more of it: `POST /api/v1/bulk/{job}/cancel`. */
  cancelBulkJob: { data: types.CancelBulkJobData; responses: types.CancelBulkJobResponses };
  /** Asks the process to stop; `run.signal` is aborted there: `POST /api/v1/runs/{id}/cancel`. */
  cancelRun: { data: types.CancelRunData; responses: types.CancelRunResponses };
  /** Renames a saved filter, or saves another one in its place: `PATCH /api/v1/views/{view}`. */
  changeView: { data: types.ChangeViewData; responses: types.ChangeViewResponses };
  /** Changes, enables or disables a webhook: `PATCH /api/v1/webhooks/{webhook}`. */
  changeWebhook: { data: types.ChangeWebhookData; responses: types.ChangeWebhookResponses };
  /** Takes the next item, for as long as its lease lasts: `POST /api/v1/workers/{worker}/claim`. */
  claimWork: { data: types.ClaimWorkData; responses: types.ClaimWorkResponses };
  /** Two versions of a workflow beside each other: the runs of both that ended in one window: `GET /api/v1/workflows/{workflow}/compare`. */
  compareVersions: { data: types.CompareVersionsData; responses: types.CompareVersionsResponses };
  /** Freezes what “select all” means: a filter, how many runs it matches, and until when: `POST /api/v1/selections`. */
  createSelection: { data: types.CreateSelectionData; responses: types.CreateSelectionResponses };
  /** Approves or rejects what a run waits for: `POST /api/v1/runs/{id}/gates/{gate}`. */
  decideGate: { data: types.DecideGateData; responses: types.DecideGateResponses };
  /** Forgets a saved filter: `DELETE /api/v1/views/{view}`. */
  deleteView: { data: types.DeleteViewData; responses: types.DeleteViewResponses };
  /** Signs the browser out: `DELETE /api/v1/session`. */
  endSession: { data: types.EndSessionData; responses: types.EndSessionResponses };
  /** Writes all runs that match, as they are found: `GET /api/v1/runs/export`. */
  exportRuns: { data: types.ExportRunsData; responses: types.ExportRunsResponses };
  /** Keeps an item for another lease: `POST /api/v1/workers/{worker}/items/{item}/heartbeat`. */
  extendLease: { data: types.ExtendLeaseData; responses: types.ExtendLeaseResponses };
  /** Says that the item is done, why it could not be, or that somebody else shall do it: `POST /api/v1/workers/{worker}/items/{item}/finish`. */
  finishWork: { data: types.FinishWorkData; responses: types.FinishWorkResponses };
  /** The content of an artifact; the address is the permission: `GET /api/v1/artifacts/{signed}`. */
  getArtifact: { data: types.GetArtifactData; responses: types.GetArtifactResponses };
  /** How far it is: `GET /api/v1/bulk/{job}`. */
  getBulkJob: { data: types.GetBulkJobData; responses: types.GetBulkJobResponses };
  /** The values that runs can be filtered by: `GET /api/v1/runs/facets`. */
  getFacets: { data: types.GetFacetsData; responses: types.GetFacetsResponses };
  /** Rates and durations of the runs that ended in a window; `time_field` is always `ended`: `GET /api/v1/metrics`. */
  getFigures: { data: types.GetFiguresData; responses: types.GetFiguresResponses };
  /** Whether the process lives: `GET /healthz`. */
  getHealth: { data: types.GetHealthData; responses: types.GetHealthResponses };
  /** Re-runs, parents, children, and other runs for the same business event: `GET /api/v1/runs/{id}/lineage`. */
  getLineage: { data: types.GetLineageData; responses: types.GetLineageResponses };
  /** Who asks: `GET /api/v1/me`. */
  getMe: { data: types.GetMeData; responses: types.GetMeResponses };
  /** The runs before and after a run in a list: `GET /api/v1/runs/{id}/neighbours`. */
  getNeighbours: { data: types.GetNeighboursData; responses: types.GetNeighboursResponses };
  /** How many runs came to which state, by time: `GET /api/v1/metrics/outcomes`. */
  getOutcomes: { data: types.GetOutcomesData; responses: types.GetOutcomesResponses };
  /** What needs a person now, and how it goes; in some environments, or in all: `GET /api/v1/overview`. */
  getOverview: { data: types.GetOverviewData; responses: types.GetOverviewResponses };
  /** Whether it can serve: the database answers: `GET /readyz`. */
  getReadiness: { data: types.GetReadinessData; responses: types.GetReadinessResponses };
  /** What is taken out of what arrives and of what people write about runs: `GET /api/v1/settings/redaction`. */
  getRedaction: { data: types.GetRedactionData; responses: types.GetRedactionResponses };
  /** How long what is kept: `GET /api/v1/settings/retention`. */
  getRetention: { data: types.GetRetentionData; responses: types.GetRetentionResponses };
  /** One run: `GET /api/v1/runs/{id}`. */
  getRun: { data: types.GetRunData; responses: types.GetRunResponses };
  /** The status object: small, with an ETag, and `Retry-After` while the run goes on: `GET /api/v1/runs/{id}/status`. */
  getRunStatus: { data: types.GetRunStatusData; responses: types.GetRunStatusResponses };
  /** One step with its input and output: `GET /api/v1/runs/{id}/steps/{step}`. */
  getStep: { data: types.GetStepData; responses: types.GetStepResponses };
  /** `p95_step_duration[name]`, failures and retries by step, of the latest 5 000 runs that ended in a window: `GET /api/v1/metrics/steps`. */
  getStepFigures: { data: types.GetStepFiguresData; responses: types.GetStepFiguresResponses };
  /** The versions of a workflow of which runs have ended: `GET /api/v1/workflows/{workflow}/versions`. */
  getVersions: { data: types.GetVersionsData; responses: types.GetVersionsResponses };
  /** What the run did when, one row per step with all its attempts: `GET /api/v1/runs/{id}/waterfall`. */
  getWaterfall: { data: types.GetWaterfallData; responses: types.GetWaterfallResponses };
  /** What the run attached: `GET /api/v1/runs/{id}/artifacts`. */
  listArtifacts: { data: types.ListArtifactsData; responses: types.ListArtifactsResponses };
  /** Who did what, when: `GET /api/v1/audit`. */
  listAudit: { data: types.ListAuditData; responses: types.ListAuditResponses };
  /** What was, is and will be delivered: `GET /api/v1/webhooks/{webhook}/deliveries`. */
  listDeliveries: { data: types.ListDeliveriesData; responses: types.ListDeliveriesResponses };
  /** The events of a run, in order: `GET /api/v1/runs/{id}/events`. */
  listEvents: { data: types.ListEventsData; responses: types.ListEventsResponses };
  /** What was logged in the run’s trace, without its events: `GET /api/v1/runs/{id}/logs`. */
  listLogs: { data: types.ListLogsData; responses: types.ListLogsResponses };
  /** Finds runs: `GET /api/v1/runs`. */
  listRuns: { data: types.ListRunsData; responses: types.ListRunsResponses };
  /** The spans of the run’s trace that arrived here: `GET /api/v1/runs/{id}/spans`. */
  listSpans: { data: types.ListSpansData; responses: types.ListSpansResponses };
  /** The steps of a run, in the order in which they started: `GET /api/v1/runs/{id}/steps`. */
  listSteps: { data: types.ListStepsData; responses: types.ListStepsResponses };
  /** All tokens, without what they are: `GET /api/v1/tokens`. */
  listTokens: { data: types.ListTokensData; responses: types.ListTokensResponses };
  /** Saved filters: `GET /api/v1/views`. */
  listViews: { data: types.ListViewsData; responses: types.ListViewsResponses };
  /** All webhooks: `GET /api/v1/webhooks`. */
  listWebhooks: { data: types.ListWebhooksData; responses: types.ListWebhooksResponses };
  /** Keeps the run from being deleted: `POST /api/v1/runs/{id}/pin`. */
  pinRun: { data: types.PinRunData; responses: types.PinRunResponses };
  /** What is asked of the runs that a process executes; waits for the first: `POST /api/v1/control/poll`. */
  pollControl: { data: types.PollControlData; responses: types.PollControlResponses };
  /** What a policy makes of a sample: `POST /api/v1/settings/redaction/preview`. */
  previewRedaction: { data: types.PreviewRedactionData; responses: types.PreviewRedactionResponses };
  /** What would be deleted: `POST /api/v1/settings/retention/preview`. */
  previewRetention: { data: types.PreviewRetentionData; responses: types.PreviewRetentionResponses };
  /** Changes the redaction policy: `PUT /api/v1/settings/redaction`. */
  putRedaction: { data: types.PutRedactionData; responses: types.PutRedactionResponses };
  /** Changes how long what is kept: `PUT /api/v1/settings/retention`. */
  putRetention: { data: types.PutRetentionData; responses: types.PutRetentionResponses };
  /** Delivers it once more, with the same id: `POST /api/v1/deliveries/{delivery}/redeliver`. */
  redeliver: { data: types.RedeliverData; responses: types.RedeliverResponses };
  /** Says which workflows a process can execute: `POST /api/v1/workers`. */
  registerWorker: { data: types.RegisterWorkerData; responses: types.RegisterWorkerResponses };
  /** Removes a webhook and what it has not delivered: `DELETE /api/v1/webhooks/{webhook}`. */
  removeWebhook: { data: types.RemoveWebhookData; responses: types.RemoveWebhookResponses };
  /** Asks a worker to execute it once more, as a new run that is linked to this one: `POST /api/v1/runs/{id}/rerun`. */
  rerunRun: { data: types.RerunRunData; responses: types.RerunRunResponses };
  /** Says that somebody took care of what went wrong: `POST /api/v1/runs/{id}/resolve`. */
  resolveRun: { data: types.ResolveRunData; responses: types.ResolveRunResponses };
  /** Ends a token: `DELETE /api/v1/tokens/{token}`. */
  revokeToken: { data: types.RevokeTokenData; responses: types.RevokeTokenResponses };
  /** Gives it another secret; both sign for 24 hours: `POST /api/v1/webhooks/{webhook}/rotate`. */
  rotateWebhookSecret: { data: types.RotateWebhookSecretData; responses: types.RotateWebhookSecretResponses };
  /** Saves a filter for everybody: `POST /api/v1/views`. */
  saveView: { data: types.SaveViewData; responses: types.SaveViewResponses };
  /** Does the same to many runs: `POST /api/v1/bulk`. */
  startBulkJob: { data: types.StartBulkJobData; responses: types.StartBulkJobResponses };
  /** Keeps a token in a cookie that scripts can’t read: `POST /api/v1/session`. */
  startSession: { data: types.StartSessionData; responses: types.StartSessionResponses };
  /** Every change of a run, until it has ended: then `event: end`: `GET /api/v1/runs/{id}/stream`. */
  streamRun: { data: types.StreamRunData; responses: types.StreamRunResponses };
  /** Every change of all runs: `GET /api/v1/stream`. */
  streamRuns: { data: types.StreamRunsData; responses: types.StreamRunsResponses };
  /** Adds and removes tags: `POST /api/v1/runs/{id}/tags`. */
  tagRun: { data: types.TagRunData; responses: types.TagRunResponses };
  /** OTLP/HTTP logs: JSON or protobuf, gzip or not: `POST /v1/logs`. */
  takeLogs: { data: types.TakeLogsData; responses: types.TakeLogsResponses };
  /** OTLP/HTTP traces: JSON or protobuf, gzip or not: `POST /v1/traces`. */
  takeTraces: { data: types.TakeTracesData; responses: types.TakeTracesResponses };
  /** Sends a sample at once: `POST /api/v1/webhooks/{webhook}/test`. */
  testWebhook: { data: types.TestWebhookData; responses: types.TestWebhookResponses };
}

/** Method and path of every operation. */
export const OPERATIONS: Readonly<Record<keyof Operations, readonly [method: string, path: string]>> = {
  acknowledgeControl: ['POST', '/api/v1/control/acknowledge'],
  addToken: ['POST', '/api/v1/tokens'],
  addWebhook: ['POST', '/api/v1/webhooks'],
  annotateRun: ['POST', '/api/v1/runs/{id}/annotate'],
  assignRun: ['POST', '/api/v1/runs/{id}/assign'],
  cancelBulkJob: ['POST', '/api/v1/bulk/{job}/cancel'],
  cancelRun: ['POST', '/api/v1/runs/{id}/cancel'],
  changeView: ['PATCH', '/api/v1/views/{view}'],
  changeWebhook: ['PATCH', '/api/v1/webhooks/{webhook}'],
  claimWork: ['POST', '/api/v1/workers/{worker}/claim'],
  compareVersions: ['GET', '/api/v1/workflows/{workflow}/compare'],
  createSelection: ['POST', '/api/v1/selections'],
  decideGate: ['POST', '/api/v1/runs/{id}/gates/{gate}'],
  deleteView: ['DELETE', '/api/v1/views/{view}'],
  endSession: ['DELETE', '/api/v1/session'],
  exportRuns: ['GET', '/api/v1/runs/export'],
  extendLease: ['POST', '/api/v1/workers/{worker}/items/{item}/heartbeat'],
  finishWork: ['POST', '/api/v1/workers/{worker}/items/{item}/finish'],
  getArtifact: ['GET', '/api/v1/artifacts/{signed}'],
  getBulkJob: ['GET', '/api/v1/bulk/{job}'],
  getFacets: ['GET', '/api/v1/runs/facets'],
  getFigures: ['GET', '/api/v1/metrics'],
  getHealth: ['GET', '/healthz'],
  getLineage: ['GET', '/api/v1/runs/{id}/lineage'],
  getMe: ['GET', '/api/v1/me'],
  getNeighbours: ['GET', '/api/v1/runs/{id}/neighbours'],
  getOutcomes: ['GET', '/api/v1/metrics/outcomes'],
  getOverview: ['GET', '/api/v1/overview'],
  getReadiness: ['GET', '/readyz'],
  getRedaction: ['GET', '/api/v1/settings/redaction'],
  getRetention: ['GET', '/api/v1/settings/retention'],
  getRun: ['GET', '/api/v1/runs/{id}'],
  getRunStatus: ['GET', '/api/v1/runs/{id}/status'],
  getStep: ['GET', '/api/v1/runs/{id}/steps/{step}'],
  getStepFigures: ['GET', '/api/v1/metrics/steps'],
  getVersions: ['GET', '/api/v1/workflows/{workflow}/versions'],
  getWaterfall: ['GET', '/api/v1/runs/{id}/waterfall'],
  listArtifacts: ['GET', '/api/v1/runs/{id}/artifacts'],
  listAudit: ['GET', '/api/v1/audit'],
  listDeliveries: ['GET', '/api/v1/webhooks/{webhook}/deliveries'],
  listEvents: ['GET', '/api/v1/runs/{id}/events'],
  listLogs: ['GET', '/api/v1/runs/{id}/logs'],
  listRuns: ['GET', '/api/v1/runs'],
  listSpans: ['GET', '/api/v1/runs/{id}/spans'],
  listSteps: ['GET', '/api/v1/runs/{id}/steps'],
  listTokens: ['GET', '/api/v1/tokens'],
  listViews: ['GET', '/api/v1/views'],
  listWebhooks: ['GET', '/api/v1/webhooks'],
  pinRun: ['POST', '/api/v1/runs/{id}/pin'],
  pollControl: ['POST', '/api/v1/control/poll'],
  previewRedaction: ['POST', '/api/v1/settings/redaction/preview'],
  previewRetention: ['POST', '/api/v1/settings/retention/preview'],
  putRedaction: ['PUT', '/api/v1/settings/redaction'],
  putRetention: ['PUT', '/api/v1/settings/retention'],
  redeliver: ['POST', '/api/v1/deliveries/{delivery}/redeliver'],
  registerWorker: ['POST', '/api/v1/workers'],
  removeWebhook: ['DELETE', '/api/v1/webhooks/{webhook}'],
  rerunRun: ['POST', '/api/v1/runs/{id}/rerun'],
  resolveRun: ['POST', '/api/v1/runs/{id}/resolve'],
  revokeToken: ['DELETE', '/api/v1/tokens/{token}'],
  rotateWebhookSecret: ['POST', '/api/v1/webhooks/{webhook}/rotate'],
  saveView: ['POST', '/api/v1/views'],
  startBulkJob: ['POST', '/api/v1/bulk'],
  startSession: ['POST', '/api/v1/session'],
  streamRun: ['GET', '/api/v1/runs/{id}/stream'],
  streamRuns: ['GET', '/api/v1/stream'],
  tagRun: ['POST', '/api/v1/runs/{id}/tags'],
  takeLogs: ['POST', '/v1/logs'],
  takeTraces: ['POST', '/v1/traces'],
  testWebhook: ['POST', '/api/v1/webhooks/{webhook}/test'],
};
