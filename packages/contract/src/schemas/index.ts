export {
  RunEventSchema,
  StepEventSchema,
  WorkflowEventSchema,
  type RunEvent,
  type StepEvent,
  type WorkflowEvent,
} from './event.ts';
export { EventLineSchema, type EventLine } from './event-line.ts';
export { FinalFileSchema, type FinalFile } from './final-file.ts';
export {
  GateOutcomeSchema,
  GateRequestSchema,
  type GateOutcomeFile,
  type GateRequest,
} from './gate-files.ts';
export { ManifestSchema, StepTerminationSchema, type Manifest, type StepTermination } from './manifest.ts';
export { MetadataFileSchema, type MetadataFile } from './metadata-file.ts';
export { RedactionPolicySchema } from './redaction-policy.ts';
export { RunSchema, StepSchema, type Run, type Step } from './run-record.ts';
export { RunnerMetadataSchema, type RunnerMetadata } from './runner-metadata.ts';
export {
  Oa04StatusSchema,
  ProcessSchema,
  StatusFileSchema,
  type ActiveStep,
  type Oa04Status,
  type ProcessInfo,
  type StatusFile,
} from './status-file.ts';
export { StatusObjectSchema, type StatusObject } from './status-object.ts';
