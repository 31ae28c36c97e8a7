import {
  CATEGORY_BY_NAME,
  categoryOfHttpStatus,
  ERROR_CATEGORIES,
  type ErrorCategory,
  type ErrorInfo,
} from '@runlight/contract';

import { classifyHook } from './configuration.ts';
import { oneOf } from './given-values.ts';
import { readProperty } from './read-property.ts';
import type { Redactor } from './redaction/redactor.ts';

const TYPE_LIMIT = 128;
const MESSAGE_LIMIT = 2048;
/** What is read of one message; more than is kept, so that redaction sees whole what it may have to cut. */
const MAX_MESSAGE = 16_384;
const STACK_LIMIT = 8192;
const MAX_CAUSES = 5;

/** Describes whatever was thrown, redacted. Never throws. */
export function describeError(error: unknown, redactor: Redactor): ErrorInfo {
  const code = codeOf(error);
  const stack = readProperty(error, 'stack');
  return {
    // A number is no kind of error by itself: that of an AbortError is 20.
    type: redactor.text(typeof code === 'string' ? code : nameOf(error), TYPE_LIMIT),
    message: redactor.text(messageOf(error), MESSAGE_LIMIT),
    category: classifyError(error),
    ...(code === undefined ? {} : { code: redactor.text(String(code), TYPE_LIMIT) }),
    ...(typeof stack === 'string' ? { stack: redactor.text(stack, STACK_LIMIT) } : {}),
  };
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
  for (let depth = 0; depth < MAX_CAUSES && current !== undefined; depth += 1) {
    const found = categoryOf(current);
    // `fetch failed` is a TypeError around a network error: a cause knows better than a bug.
    if (found !== undefined && found !== 'bug') return found;
    fallback ??= found;
    current = readProperty(current, 'cause');
  }
  return fallback ?? 'bug';
}

function askHook(error: unknown): ErrorCategory | undefined {
  try {
    return oneOf(ERROR_CATEGORIES, classifyHook()?.(error));
  } catch {
    return undefined; // a hook that fails has no opinion
  }
}

function categoryOf(error: unknown): ErrorCategory | undefined {
  const known = oneOf(ERROR_CATEGORIES, readProperty(error, 'category'));
  if (known !== undefined) return known;
  const byCode = CATEGORY_BY_NAME.get(String(codeOf(error)));
  if (byCode !== undefined) return byCode;
  const response = readProperty(error, 'response');
  for (const [source, key] of [
    [error, 'status'],
    [error, 'statusCode'],
    [response, 'status'],
  ] as const) {
    const status = readProperty(source, key);
    const byStatus = typeof status === 'number' ? categoryOfHttpStatus(status) : undefined;
    if (byStatus !== undefined) return byStatus;
  }
  return CATEGORY_BY_NAME.get(nameOf(error));
}

function codeOf(error: unknown): string | number | undefined {
  const code = readProperty(error, 'code');
  return (typeof code === 'string' && code !== '') || typeof code === 'number' ? code : undefined;
}

/** The name that an error goes by: its own, else that of its class; of anything else that was thrown its type. */
function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return error === null ? 'null' : typeof error;
  const name = readProperty(error, 'name');
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  const className = readProperty(readProperty(error, 'constructor'), 'name');
  return typeof className === 'string' && className !== '' ? className : 'object';
}

/** The message, with the first lines of those of the causes: what went wrong is often only said there. */
function messageOf(error: unknown): string {
  const messages: string[] = [];
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current !== null && current !== undefined; depth += 1) {
    const whole = textOf(current).slice(0, MAX_MESSAGE);
    const message = depth === 0 ? whole : firstLine(whole);
    if (!messages.some((said) => said.includes(message))) messages.push(message);
    current = readProperty(current, 'cause');
  }
  return messages.length === 0 ? String(error) : messages.join(': ');
}

/** The first line; of a message that is JSON, as zod's is, that would say nothing. */
function firstLine(message: string): string {
  const [line = ''] = message.split('\n', 1);
  return /^[[{]\s*$/.test(line) ? message.replaceAll(/\s+/g, ' ') : line;
}

function textOf(value: unknown): string {
  const message = readProperty(value, 'message');
  if (typeof message === 'string') return message;
  if (typeof value === 'function') return '[function]'; // its text is source code
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return Object.prototype.toString.call(value);
  } catch {
    return '[unreadable]'; // a proxy that was revoked
  }
}
