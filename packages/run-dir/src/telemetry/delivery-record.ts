import { join } from 'node:path';

import { markSeen, type SeenEvents } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { readJsonFile } from '../plain-files.ts';
import { jsonText } from '../write/json-text.ts';
import type { JournalKey } from './journal-source.ts';

export type Signal = 'logs' | 'spans';

const SIGNALS: readonly Signal[] = ['logs', 'spans'];
const FORMAT_VERSION = 1;

/**
 * Which of a run's events and spans a telemetry backend has acknowledged: per producer the ranges of its seqs. A span is
 * known by its last event, but all of its events are noted, so that spans in a row leave no gaps: it is as large as there
 * are gaps, not as there are events.
 */
export class DeliveryRecord {
  readonly #acknowledged: Record<Signal, Map<string, SeenEvents>> = { logs: new Map(), spans: new Map() };

  /** What a run's `delivery.json` says; nothing if there is none that can be read. */
  static of(directory: string): DeliveryRecord {
    const record = new DeliveryRecord();
    record.#takeFile(readJsonFile(join(directory, FILES.delivery)));
    return record;
  }

  add(signal: Signal, { producer, seq }: JournalKey): void {
    let ranges = this.#acknowledged[signal].get(producer);
    if (ranges === undefined) this.#acknowledged[signal].set(producer, (ranges = []));
    markSeen(ranges, seq);
  }

  has(signal: Signal, { producer, seq }: JournalKey): boolean {
    const ranges = this.#acknowledged[signal].get(producer);
    return ranges !== undefined && ranges.some(([from, to]) => from <= seq && seq < to);
  }

  /** Adds what another record knows. */
  addAll(other: DeliveryRecord): void {
    for (const signal of SIGNALS) {
      for (const [producer, ranges] of other.#acknowledged[signal]) this.#addRanges(signal, producer, ranges);
    }
  }

  text(): string {
    const { logs, spans } = this.#acknowledged;
    return jsonText({
      format_version: FORMAT_VERSION,
      logs: Object.fromEntries(logs),
      spans: Object.fromEntries(spans),
    });
  }

  #takeFile(file: unknown): void {
    if (typeof file !== 'object' || file === null) return;
    const fields = file as Readonly<Record<string, unknown>>; // each one is checked
    if (fields['format_version'] !== FORMAT_VERSION) return;
    for (const signal of SIGNALS) {
      for (const [producer, ranges] of Object.entries(fields[signal] ?? {})) {
        if (Array.isArray(ranges) && ranges.every(isRange)) this.#addRanges(signal, producer, ranges);
      }
    }
  }

  #addRanges(signal: Signal, producer: string, added: readonly (readonly [number, number])[]): void {
    const kept = this.#acknowledged[signal].get(producer) ?? [];
    this.#acknowledged[signal].set(producer, union(kept, added));
  }
}

/** Sorted and disjoint, whatever goes in. */
function union(a: SeenEvents, b: readonly (readonly [number, number])[]): SeenEvents {
  const sorted = [...a, ...b].toSorted(([x], [y]) => x - y);
  const merged: SeenEvents = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function isRange(value: unknown): value is [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [from, to] = value as unknown[]; // checked next
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && Number(from) < Number(to);
}
