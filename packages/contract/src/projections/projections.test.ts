import { arbitraryRun } from '@runlight/testing/runs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { advance } from '../reduce.ts';
import { initialRunState, type RunState } from '../run-state.ts';
import { endOf, statusOf } from '../run-view.ts';
import * as schemas from '../schemas/index.ts';
import type { StepState } from '../step-state.ts';
import { parseTimestamp } from '../timestamp.ts';
import { toEventLine } from './event-line.ts';
import { finalStateText, toFinalFile } from './final-file.ts';
import { toGateOutcome, toGateRequest } from './gate-files.ts';
import { toManifest } from './manifest.ts';
import { toMetadataFile } from './metadata-file.ts';
import { toRun } from './run-record.ts';
import { toRunnerMetadata } from './runner-metadata.ts';
import { toStatusFile } from './status-file.ts';
import { toStatusObject } from './status-object.ts';
import { toStep } from './step-record.ts';
import { whyOf } from './why.ts';

const process = { pid: 4711, host: 'build-7', boot_id: null, started_at: null };

test('every projection is what its schema says, at every moment of every run and in any order of arrival', () => {
  const runs = fc.boolean().chain((disorder) => arbitraryRun({ disorder }));
  const shuffled = runs.chain(({ runId, events }) =>
    fc.tuple(fc.constant(runId), fc.shuffledSubarray([...events], { minLength: events.length })),
  );
  fc.assert(
    fc.property(shuffled, ([runId, events]) => {
      const state = initialRunState(runId);
      for (const event of events) {
        const { closed } = advance(state, event);
        const steps = [...Object.values(state.open_steps), ...(closed === null ? [] : [closed])];
        const problems = [
          problemOf(schemas.EventLineSchema, toEventLine(event, state)),
          ...problemsOfRun(state),
          ...steps.flatMap((step) => problemsOfStep(step, state)),
        ];
        expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});

test('every state has a sentence that says why, with and without the time of day', () => {
  fc.assert(
    fc.property(arbitraryRun({ disorder: true }), ({ runId, events }) => {
      const state = initialRunState(runId);
      for (const event of events) {
        advance(state, event);
        for (const why of [whyOf(state), whyOf(state, parseTimestamp(event.timestamp))]) {
          expect(`${statusOf(state)}: ${why}`).toMatch(/^\w+: [A-Z].{5,}$/s);
          expect(why).not.toMatch(/undefined|null|NaN|\[object|\bsince since\b/);
        }
      }
    }),
  );
});

test('a run that goes on has no final file', () => {
  const state = initialRunState('r');
  expect(() => toFinalFile(state)).toThrow(expect.objectContaining({ code: 'run_not_ended' }));
  expect(() => finalStateText(state)).toThrow(expect.objectContaining({ code: 'run_not_ended' }));
});

test('a line of the stream gives its event back, and a fold of the lines the same state', () => {
  fc.assert(
    fc.property(arbitraryRun({ disorder: true }), ({ runId, events }) => {
      const state = initialRunState(runId);
      const reread = initialRunState(runId);
      for (const event of events) {
        advance(state, event);
        const line: unknown = JSON.parse(JSON.stringify(toEventLine(event, state)));
        const back = schemas.RunEventSchema.parse(line);
        expect(back).toMatchObject(event);
        expect(Object.keys(back).filter((field) => !(field in event) && field !== 'opcode')).toEqual([]);
        advance(reread, back);
      }
      expect(reread).toEqual(state);
    }),
  );
});

function problemsOfStep(step: StepState, state: RunState): (string | undefined)[] {
  return [
    problemOf(schemas.ManifestSchema, toManifest(step, state)),
    problemOf(schemas.StepSchema, toStep(step, state.run_id)),
    problemOf(schemas.GateRequestSchema.nullable(), toGateRequest(step)),
    problemOf(schemas.GateOutcomeSchema.nullable(), toGateOutcome(step)),
    problemOf(schemas.RunnerMetadataSchema.nullable(), toRunnerMetadata(step)),
  ];
}

function problemsOfRun(state: RunState): (string | undefined)[] {
  const updatedAt = state.updated_at ?? '';
  const status = toStatusFile(state, { updatedAt, process, streamOffset: 7 });
  return [
    problemOf(schemas.StatusFileSchema, status),
    problemOf(schemas.Oa04StatusSchema, status),
    problemOf(schemas.MetadataFileSchema, toMetadataFile(state, { artifactsRoot: '/runs' })),
    problemOf(schemas.RunSchema, toRun(state, parseTimestamp(updatedAt))),
    problemOf(schemas.StatusObjectSchema, toStatusObject(state, { outputRef: 'runs/x' })),
    endOf(state) === null ? undefined : problemOf(schemas.FinalFileSchema, toFinalFile(state)),
    endOf(state) === null || /^(?:completed|failed)\n.+\n$/s.test(finalStateText(state))
      ? undefined
      : finalStateText(state),
  ];
}

function problemOf(schema: z.ZodType, value: unknown): string | undefined {
  const { error } = schema.safeParse(value);
  return error === undefined ? undefined : `${z.prettifyError(error)} in ${JSON.stringify(value)}`;
}
