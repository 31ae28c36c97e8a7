import {
  CATEGORY_BY_NAME,
  categoryOfHttpStatus,
  ERROR_CATEGORIES,
  type ErrorCategory,
  type ErrorInfo,
} from '@runlight/contract';

import { classifyHook } from './configuration.ts';
import type { Redactor } from './redaction/redactor.ts';

const MESSAGE_LIMIT = 2048;
const STACK_LIMIT = 8192;
const MAX_CAUSES = 5;

/** Describes whatever was thrown, redacted. Never throws. */
export function describeError(error: unknown, redactor: Redactor): ErrorInfo {
  try {
    const { name, message, stack, code } = partsOf(error);
    return {
      type: redactor.text(code ?? name, 128),
      message: redactor.text(message, MESSAGE_LIMIT),
      category: classifyError(error),
      ...(code === undefined ? {} : { code: redactor.text(code, 128) }),
      ...(stack === undefined ? {} : { stack: redactor.text(stack, STACK_LIMIT) }),
    };
  } catch {
    return { type: 'unreadable', message: 'The error could not be read', category: 'bug' };
  }
}

/**
 * The category of an error: the `classifyError` hook, then the error's own `category`, then its code, HTTP status and
 * name by the contract's table, then those of its causes. What nobody knows is a bug.
 */
export function classifyError(error: unknown): ErrorCategory {
  const fromHook = askHook(error);
  if (fromHook !== undefined) return fromHook;
  let current = error;
  let fallback: ErrorCategory | undefined;
  for (let depth = 0; depth < MAX_CAUSES && current !== null && current !== undefined; depth += 1) {
    const found = categoryOf(current);
    // `fetch failed` is a TypeError around a network error: a cause knows better than a bug.
    if (found !== undefined && found !== 'bug') return found;
    fallback ??= found;
    current = read(current, 'cause');
  }
  return fallback ?? 'bug';
}

function askHook(error: unknown): ErrorCategory | undefined {
  try {
    return classifyHook()?.(error);
  } catch {
    return undefined; // a hook that fails has no opinion
  }
}

function categoryOf(error: unknown): ErrorCategory | undefined {
  const own = read(error, 'category');
  const known = ERROR_CATEGORIES.find((category) => category === own);
  if (known !== undefined) return known;
  const byCode = CATEGORY_BY_NAME.get(String(read(error, 'code')));
  if (byCode !== undefined) return byCode;
  const response = read(error, 'response');
  for (const status of [read(error, 'status'), read(error, 'statusCode'), read(response, 'status')]) {
    const byStatus = typeof status === 'number' ? categoryOfHttpStatus(status) : undefined;
    if (byStatus !== undefined) return byStatus;
  }
  return CATEGORY_BY_NAME.get(String(read(error, 'name')));
}

function partsOf(error: unknown): {
  name: string;
  message: string;
  stack: string | undefined;
  code: string | undefined;
} {
  const code = read(error, 'code');
  const stack = read(error, 'stack');
  const isError = error instanceof Error || typeof stack === 'string';
  return {
    name: isError ? String(read(error, 'name') ?? 'Error') : typeof error,
    message: isError ? messageOf(error) : textOf(error),
    stack: typeof stack === 'string' ? stack : undefined,
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
  };
}

/** The message, with those of the causes: what went wrong is often only said there. */
function messageOf(error: unknown): string {
  const messages: string[] = [];
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current !== null && current !== undefined; depth += 1) {
    const message = String(read(current, 'message') ?? textOf(current));
    if (!messages.some((said) => said.includes(message))) messages.push(message);
    current = read(current, 'cause');
  }
  return messages.join(': ');
}

function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return String(value);
}

function read(value: unknown, key: string): unknown {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined; // a getter that throws tells nothing
  }
}
