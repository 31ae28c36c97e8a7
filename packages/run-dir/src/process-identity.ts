import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

import { formatTimestamp, type ProcessInfo } from '@runlight/contract';

/** What tells a process from every other one, also after its pid was given to another. */
export type ProcessIdentity = Required<ProcessInfo>;

let own: ProcessIdentity | undefined;

/** This process, as `status.json` names it. */
export function ownProcess(): ProcessIdentity {
  own ??= {
    pid: process.pid,
    host: hostname(),
    boot_id: readText('/proc/sys/kernel/random/boot_id'),
    started_at: formatTimestamp(performance.timeOrigin),
    start_ticks: kernelFactsOf(process.pid).ticks,
    pid_namespace: readLink('/proc/self/ns/pid'),
  };
  return own;
}

export type Liveness = 'alive' | 'gone' | 'unknown';

/** Tells whether a process still runs; `unknown` if it ran on another host or in another container. */
export function livenessOf(subject: ProcessIdentity): Liveness {
  const self = ownProcess();
  if (subject.host !== self.host) return 'unknown';
  if (subject.boot_id !== null && self.boot_id !== null && subject.boot_id !== self.boot_id) return 'gone';
  if (subject.pid_namespace !== self.pid_namespace) return 'unknown';
  if (!pidExists(subject.pid)) return 'gone';
  const { state, ticks } = kernelFactsOf(subject.pid);
  if (state === 'Z' || state === 'X') return 'gone'; // it ended, only its parent has not asked yet
  if (ticks === null || subject.start_ticks === null) return 'alive'; // no way to tell a pid that was given again
  return ticks === subject.start_ticks ? 'alive' : 'gone';
}

/** Reads the identity back from a file; null for anything that is none, or was written without one. */
export function parseProcess(value: unknown): ProcessIdentity | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Partial<Record<keyof ProcessIdentity, unknown>>; // each one is checked
  const { pid, host } = fields;
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0 || typeof host !== 'string') return null;
  return {
    pid,
    host,
    boot_id: stringOrNull(fields.boot_id),
    started_at: stringOrNull(fields.started_at),
    start_ticks: typeof fields.start_ticks === 'number' ? fields.start_ticks : null,
    pid_namespace: stringOrNull(fields.pid_namespace),
  };
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Fields 3 and 22 of `/proc/PID/stat`; the command in field 2 may hold spaces and parentheses. */
function kernelFactsOf(pid: number): { readonly state: string | null; readonly ticks: number | null } {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === null) return { state: null, ticks: null };
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[19]);
  return { state: fields[0] ?? null, ticks: Number.isFinite(ticks) ? ticks : null };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null; // not Linux
  }
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
