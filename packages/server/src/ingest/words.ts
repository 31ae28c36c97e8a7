import { endOf, tagsOf, type Json, type RunState } from '@runlight/contract';

/** What is searched in is bounded: a large payload is found by how it begins. */
const MAX_WORDS = 2000;
const MAX_WORD_LENGTH = 64;
const MAX_DEPTH = 32;

/**
 * The words of a text, as runs are found by them: lower case, without accents, letters and digits only. Both databases
 * are given words that are cut out here, so that both find the same; a query has to be cut in the same way.
 */
export function wordsIn(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, MAX_WORD_LENGTH));
}

/**
 * The words by which a run is found: its names, ids and tags, its error, its redacted inputs and outputs, and the labels
 * of its steps. Each once.
 */
export function wordsOf(state: RunState, stepLabels: Iterable<string> = []): string[] {
  const words = new Set<string>();
  for (const text of textsOf(state, stepLabels)) {
    for (const word of wordsIn(text)) words.add(word);
    if (words.size >= MAX_WORDS) break;
  }
  return [...words].slice(0, MAX_WORDS);
}

function* textsOf(state: RunState, stepLabels: Iterable<string>): Generator<string> {
  const { descriptor } = state;
  const end = endOf(state);
  yield state.workflow_name;
  yield state.run_id;
  if (descriptor.business_event_id !== null) yield descriptor.business_event_id;
  yield* tagsOf(state);
  if (end?.error != null) {
    yield end.error.message;
    yield end.error.code ?? end.error.type;
  }
  if (end?.reason != null) yield end.reason;
  yield* textsIn(descriptor.inputs);
  if (end !== null) yield* textsIn(end.outputs);
  yield* stepLabels;
}

function* textsIn(json: Json, depth = 0): Generator<string> {
  if (typeof json === 'string') yield json;
  else if (typeof json === 'number') yield String(json);
  else if (typeof json === 'object' && json !== null && depth < MAX_DEPTH) {
    for (const [name, value] of Object.entries(json)) {
      if (!Array.isArray(json)) yield name;
      yield* textsIn(value, depth + 1);
    }
  }
}
