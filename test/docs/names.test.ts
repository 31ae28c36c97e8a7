import * as api from '@opentelemetry/api';
import * as logs from '@opentelemetry/sdk-logs';
import * as trace from '@opentelemetry/sdk-trace';
import { USAGE_PREFIX } from '@runlight/contract';
import { expect, test } from 'vitest';

import { userDocuments, type Document } from './documents.ts';
import { exportedNames, memberNames, ownVariables, telemetryNames, configuredNames } from './public-names.ts';

const DOCUMENTS = userDocuments();
const EXPORTED = exportedNames();
const MEMBERS = memberNames();
const VARIABLES = ownVariables();
const CONFIGURED = configuredNames();
/** Of OpenTelemetry, Prometheus and Kubernetes. */
const FOREIGN = new Set([
  ...[api, logs, trace].flatMap((names) => Object.keys(names)),
  ...['NodeSDK', 'increase', 'StatefulSet', 'DaemonSet'],
]);
const TELEMETRY = telemetryNames();

/** `name`, `name(…)`, `object.member`, `object.member(…)`. */
const IN_CODE = /^([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)(\(.*\))?$/;
/** Words of this form are never anything but names in code. */
const IS_CODE = /[a-z\d][A-Z]/;

test('there are names to look at', () => {
  expect(namesIn(DOCUMENTS).length).toBeGreaterThan(50);
  expect(EXPORTED.size).toBeGreaterThan(50);
});

test.each(DOCUMENTS)('every name of ours that $path speaks of exists', (document) => {
  const own = new Set(
    document.blocks.flatMap(({ language, text }) => (/^(?:ts|yaml)$/.test(language) ? wordsOf(text) : [])),
  );
  expect(namesIn([document]).filter(({ text }) => !own.has(text) && !exists(text))).toEqual([]);
});

test.each(DOCUMENTS)('every event and attribute that $path speaks of exists', ({ code }) => {
  const spoken = code.filter(({ text }) => /^workflow\.[\w.]+$/.test(text));
  expect(spoken.filter(({ text }) => !isTelemetryName(text))).toEqual([]);
});

test.each(DOCUMENTS)('every variable of ours that $path speaks of exists', ({ code, blocks }) => {
  const texts = [...code, ...blocks].flatMap(({ text }) => text.match(/\bRUNLIGHT_[A-Z_]+\b/g) ?? []);
  expect(texts.filter((name) => !VARIABLES.has(name))).toEqual([]);
});

function namesIn(documents: readonly Document[]) {
  return documents
    .flatMap(({ code }) => code)
    .filter(({ text }) => {
      const [, name = '', call] = IN_CODE.exec(text) ?? [];
      return call !== undefined || IS_CODE.test(name);
    });
}

/** A name that a snippet uses was type-checked there. */
function wordsOf(code: string): string[] {
  return code.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

/** Ours by export or membership, or somebody else's whom we know. */
function exists(text: string): boolean {
  const [, name = ''] = IN_CODE.exec(text) ?? [];
  const [head = '', ...members] = name.split('.');
  const known = EXPORTED.has(head) || FOREIGN.has(head) || CONFIGURED.has(head) || head in globalThis;
  if (members.length === 0) return known || MEMBERS.has(head);
  return (known && !EXPORTED.has(head)) || members.every((member) => MEMBERS.has(member));
}

function isTelemetryName(name: string): boolean {
  return (
    TELEMETRY.has(name) ||
    name.startsWith(USAGE_PREFIX) ||
    (name.startsWith('workflow.event.') && MEMBERS.has(name.slice('workflow.event.'.length)))
  );
}
