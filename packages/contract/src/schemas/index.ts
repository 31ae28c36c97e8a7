export { RunEventSchema, StepEventSchema, WorkflowEventSchema } from './event.ts';
