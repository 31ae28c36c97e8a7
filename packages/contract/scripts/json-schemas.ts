import { z } from 'zod';

import * as schemas from '../src/schemas/index.ts';

/** The schemas that are published for other languages: the file's name, the schema, what it describes. */
const PUBLISHED: readonly (readonly [name: string, schema: z.ZodType, description: string])[] = [
  ['workflow-event', schemas.WorkflowEventSchema, 'Any lifecycle event.'],
  ['run-event', schemas.RunEventSchema, 'A lifecycle event that belongs to a run: what the fold takes.'],
  ['event-line', schemas.EventLineSchema, 'A line of events.ndjson, whoever wrote it.'],
  ['oa04-status', schemas.Oa04StatusSchema, 'status.json, whoever wrote it.'],
  ['status-file', schemas.StatusFileSchema, 'status.json as Runlight writes it.'],
  ['metadata-file', schemas.MetadataFileSchema, 'metadata.json.'],
  ['manifest', schemas.ManifestSchema, 'artifacts/<step_id>/manifest.json.'],
  ['final-file', schemas.FinalFileSchema, 'final.json.'],
  ['gate-request', schemas.GateRequestSchema, 'gate_request.json.'],
  ['gate-outcome', schemas.GateOutcomeSchema, 'gate_outcome.json.'],
  ['runner-metadata', schemas.RunnerMetadataSchema, 'runner_metadata.json.'],
  ['run', schemas.RunSchema, 'A run as the run management API shows it.'],
  ['step', schemas.StepSchema, 'A step as the run management API shows it.'],
  ['status-object', schemas.StatusObjectSchema, 'The answer of the run status API.'],
  ['redaction-policy', schemas.RedactionPolicySchema, 'A redaction policy.'],
];

/**
 * The JSON Schemas (draft 2020-12) by file name.
 *
 * They describe what a reader accepts: fields that it does not know are allowed.
 */
export function jsonSchemas(): Map<string, object> {
  return new Map(
    PUBLISHED.map(([name, schema, description]) => {
      const file = `${name}.schema.json`;
      const body = z.toJSONSchema(schema, {
        io: 'input',
        unrepresentable: 'any',
        override: ({ zodSchema, jsonSchema }) => {
          if (zodSchema instanceof z.ZodUndefined) jsonSchema.not = {}; // a field that must not be there
        },
      });
      return [file, { $id: file, description, ...body }];
    }),
  );
}
