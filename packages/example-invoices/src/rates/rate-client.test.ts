import { afterEach, describe, expect, test } from 'vitest';
import { fetchRateToEuro } from './rate-client.ts';
import type { FetchRateOptions, RateServiceError } from './rate-client.ts';
import type { RateFault } from './rate-faults.ts';
import { startRateService } from './rate-service.ts';
import type { RateService } from './rate-service.ts';

const started: RateService[] = [];
afterEach(async () => {
  for (const service of started.splice(0)) await service[Symbol.asyncDispose]();
});

/** A client of a service that meets its requests with these faults, one after the other. */
async function clientOf(faults: RateFault[]) {
  const requests: string[] = [];
  const service = await startRateService((currency) => {
    requests.push(currency);
    return faults[requests.length - 1] ?? 'none';
  });
  started.push(service);
  const retries: string[] = [];
  const pauses: number[] = [];
  const fetchRate = (currency: string, options: Partial<FetchRateOptions> = {}) =>
    fetchRateToEuro(currency, {
      serviceUrl: service.url,
      date: '2026-10-12',
      timeoutMs: 10_000,
      backoffMs: 1,
      onRetry(error, delayMs) {
        retries.push(error.message);
        pauses.push(delayMs);
      },
      ...options,
    });
  return { fetchRate, requests, retries, pauses, service };
}

test('gives euros for one unit of the currency', async () => {
  const { fetchRate, retries } = await clientOf([]);
  expect(await fetchRate('USD')).toBe('0.85895894');
  expect(retries).toEqual([]);
});

test('asks again after a 503 and after silence, and tells why and after which pause each time', async () => {
  const { fetchRate, retries, pauses } = await clientOf(['unavailable', 'silent']);
  expect(await fetchRate('SEK', { timeoutMs: 1_000, backoffMs: 5 })).toBe('0.090674162');
  expect(retries).toEqual(['the rate service answered 503', "the rate service didn't answer within 1000 ms"]);
  expect(pauses).toEqual([5, 10]);
});

describe('gives up', () => {
  test('after the last attempt, with the last error', async () => {
    const { fetchRate, requests, retries } = await clientOf(Array<RateFault>(9).fill('unavailable'));
    await expect(fetchRate('HUF', { attempts: 3 })).rejects.toMatchObject({
      name: 'RateServiceError',
      code: 'rate_service_unavailable',
      status: 503,
    } satisfies Partial<RateServiceError>);
    expect(requests).toHaveLength(3);
    expect(retries).toHaveLength(2); // a retry is only told of when it takes place
  });

  test('at once on a currency that nobody quotes', async () => {
    const { fetchRate, requests } = await clientOf([]);
    await expect(fetchRate('GEL')).rejects.toMatchObject({ code: 'unknown_currency', status: 404 });
    expect(requests).toHaveLength(1);
  });

  test('when nobody listens', async () => {
    const { fetchRate, service } = await clientOf([]);
    await service[Symbol.asyncDispose]();
    started.splice(0);
    await expect(fetchRate('USD', { attempts: 2 })).rejects.toMatchObject({
      code: 'rate_service_unavailable',
      status: undefined,
      cause: expect.any(TypeError),
    });
  });

  test('with the very reason of an abort, in the middle of a silence', async () => {
    const { fetchRate } = await clientOf(['unavailable', 'silent', 'silent', 'silent']);
    const controller = new AbortController();
    const reason = new Error('the batch was cancelled');
    const rate = fetchRate('USD', {
      signal: controller.signal,
      onRetry: () => controller.abort(reason),
    });
    await expect(rate).rejects.toBe(reason);
  });
});

test('a path that is no rate is not found', async () => {
  const { service } = await clientOf([]);
  expect((await fetch(`${service.url}/rates/usd`)).status).toBe(404);
  expect((await fetch(`${service.url}/rates/USD`, { method: 'POST' })).status).toBe(404);
});
