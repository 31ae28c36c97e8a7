import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

import { startSession } from '../api/access.ts';
import type { Env } from '../http/app.ts';
import { ProblemError } from '../http/problem.ts';
import type { ServerSettings } from '../server-settings.ts';
import { addressesBehind, askersBehind } from './askers.ts';

const PER_MINUTE = { tokens: 3000, local: 30_000 };
/** Of all that may be asked for in a minute, how much may be a write. */
const WRITES_SHARE = 0.2;
/** Twice a second is tight; who needs to know sooner waits (`?wait=`) or follows a stream. */
const ONE_STATUS = { points: 20, duration: 10 };
const FAILED_SIGN_INS = { points: 10, duration: 60 };

const STATUS = /^\/api\/v1\/runs\/([^/]+)\/status$/;

/** How much of something one asker may have in a time. */
class Limit {
  readonly #name: string;
  readonly #limiter: RateLimiterMemory;

  constructor(name: string, options: { readonly points: number; readonly duration: number }) {
    this.#name = name;
    this.#limiter = new RateLimiterMemory(options);
  }

  /** As the draft of the RateLimit header fields writes a policy. */
  get policy(): string {
    return `"${this.#name}";q=${this.#limiter.points};w=${this.#limiter.duration}`;
  }

  /** Takes one of what an asker has left. */
  async take(asker: string): Promise<Left> {
    try {
      return this.#left(await this.#limiter.consume(asker), true);
    } catch (answer) {
      if (answer instanceof RateLimiterRes) return this.#left(answer, false);
      throw answer;
    }
  }

  #left({ remainingPoints, msBeforeNext }: RateLimiterRes, isEnough: boolean): Left {
    const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
    return { isEnough, seconds, field: `"${this.#name}";r=${remainingPoints};t=${seconds}` };
  }
}

interface Left {
  readonly isEnough: boolean;
  /** Until there is all of it again. */
  readonly seconds: number;
  readonly field: string;
}

/**
 * Refuses who asks for too much, and tells everybody how much is left: per token, in the local mode per address. Health
 * checks and telemetry are not counted.
 */
export function rateLimits(
  settings: Pick<ServerSettings, 'access' | 'requestsPerMinute' | 'trustedProxies'>,
): MiddlewareHandler<Env> {
  const askerOf = askersBehind(settings);
  const perMinute = settings.requestsPerMinute ?? PER_MINUTE[settings.access];
  const requests = new Limit('requests', { points: perMinute, duration: 60 });
  const writes = new Limit('writes', { points: Math.ceil(perMinute * WRITES_SHARE), duration: 60 });
  const oneStatus = new Limit('status', ONE_STATUS);

  return async (c, next) => {
    if (isSignIn(c)) return next(); // many sign in from one address: those that fail have a limit of their own
    const asker = askerOf(c);
    const asked: [Limit, string][] = [[requests, asker]];
    if (c.req.method === 'POST') asked.push([writes, asker]);
    const run = STATUS.exec(c.req.path)?.[1];
    if (run !== undefined) asked.push([oneStatus, `${asker} ${run}`]);

    const left = await Promise.all(asked.map(([limit, key]) => limit.take(key)));
    c.header('ratelimit-policy', asked.map(([limit]) => limit.policy).join(', '));
    c.header('ratelimit', left.map(({ field }) => field).join(', '));
    const refused = left.filter(({ isEnough }) => !isEnough);
    if (refused.length === 0) return next();
    const seconds = Math.max(...refused.map((each) => each.seconds));
    c.header('retry-after', String(seconds));
    throw tooMany(
      `Too many requests; ask again in ${seconds} s${run === undefined ? '' : ', or wait for changes with ?wait='}`,
    );
  };
}

/**
 * Answers who keeps trying tokens that don't exist with 429 instead of 401. A token that does exist is never refused for
 * what others tried from the same address: many may share one.
 */
export function signInLimits(settings: Pick<ServerSettings, 'trustedProxies'>): MiddlewareHandler<Env> {
  const addressOf = addressesBehind(settings);
  const failures = new Limit('failed-sign-ins', FAILED_SIGN_INS);

  return async (c, next) => {
    await next();
    const hasFailed = isSignIn(c)
      ? c.res.status >= 400 && c.res.status < 500
      : c.res.status === 401 && c.req.header('authorization') !== undefined;
    if (!hasFailed) return;
    const { isEnough, seconds } = await failures.take(addressOf(c));
    if (isEnough) return;
    const problem = tooMany(`Too many tokens that don't exist; try again in ${seconds} s`);
    c.res = Response.json(problem, {
      status: problem.status,
      headers: { 'content-type': 'application/problem+json', 'retry-after': String(seconds) },
    });
  };
}

function isSignIn({ req }: Context<Env>): boolean {
  return req.method === 'POST' && req.path === startSession.path;
}

function tooMany(detail: string): ProblemError {
  return new ProblemError('too_many_requests', detail, { code: 'rate_limited' });
}
