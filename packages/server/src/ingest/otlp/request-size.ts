import protobuf from 'protobufjs/light.js';

import { ProblemError } from '../../http/problem.ts';

/**
 * Objects and lists in a request: more than 16 MiB of attributes have. Each of them takes two bytes to send, and many
 * times as much in memory.
 */
const MAX_OBJECTS = 1_000_000;
/** Resources, scopes and records in a request: more than senders put into one. */
const MAX_RECORDS = 50_000;
const SHORTEST_OBJECT_BYTES = 2;

/** Throws `too_large` for a body in JSON that would become more objects than a server can hold. */
export function refuseManyInJson(body: Uint8Array): void {
  if (body.byteLength <= MAX_OBJECTS * SHORTEST_OBJECT_BYTES) return;
  let objects = 0;
  let isInText = false;
  for (let at = 0; at < body.byteLength; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) isInText = !isInText;
    else if (isInText) at += byte === BACKSLASH ? 1 : 0;
    else if ((byte === BRACE || byte === BRACKET) && (objects += 1) > MAX_OBJECTS) throw tooMany();
  }
}

const [QUOTE, BACKSLASH, BRACE, BRACKET] = [0x22, 0x5c, 0x7b, 0x5b];

/** The same for a body in protobuf; throws also what its reader throws at what is no such message. */
export function refuseManyInProtobuf(body: Uint8Array, type: protobuf.Type): void {
  if (body.byteLength <= MAX_OBJECTS * SHORTEST_OBJECT_BYTES) return;
  const reader = protobuf.Reader.create(body);
  const within = [{ type, end: body.byteLength }];
  let objects = 0;
  for (let message = within.at(-1); message !== undefined; message = within.at(-1)) {
    if (reader.pos >= message.end) {
      within.pop();
      continue;
    }
    const tag = reader.uint32();
    const inner = message.type.fieldsById[tag >>> 3]?.resolvedType;
    if (!(inner instanceof protobuf.Type)) {
      reader.skipType(tag & 7);
      continue;
    }
    if ((objects += 1) > MAX_OBJECTS) throw tooMany();
    const length = reader.uint32();
    within.push({ type: inner, end: reader.pos + length });
  }
}

/** Throws `too_large` for a request with more records than one may have; `path` leads through its lists. */
export function refuseManyRecords(request: unknown, path: readonly string[]): void {
  let level: readonly unknown[] = [request];
  let records = 0;
  for (const name of path) {
    level = level.flatMap((one) => listIn(one, name));
    records += level.length;
    if (records > MAX_RECORDS) {
      throw new ProblemError(
        'too_large',
        `A request may have ${MAX_RECORDS} resources, scopes and records; send smaller batches`,
      );
    }
  }
}

function listIn(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const list: unknown = Reflect.get(value, name);
  return Array.isArray(list) ? list : [];
}

function tooMany(): ProblemError {
  return new ProblemError(
    'too_large',
    `A request may have ${MAX_OBJECTS} attributes and values; send smaller batches`,
  );
}
