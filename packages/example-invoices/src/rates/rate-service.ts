import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { Decimal } from 'decimal.js';
import { referenceRates } from './reference-rates.ts';
import type { RateFaults } from './rate-faults.ts';

export interface RateService extends AsyncDisposable {
  /** The root of the service, such as `http://127.0.0.1:40123`. */
  url: string;
}

/**
 * Starts an HTTP service on a free loopback port that quotes euro rates and fails as `faults` says:
 * `GET /rates/USD?date=2026-10-12` answers `{"base":"USD","quote":"EUR","date":…,"rate":"0.858959"}`, 404 for a
 * currency that it doesn't quote, 503 when it is out of order, or nothing at all. Disposing it stops it at once,
 * open requests included.
 */
export async function startRateService(faults: RateFaults): Promise<RateService> {
  const requestCounts = new Map<string, number>();

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const currency = /^\/rates\/([A-Z]{3})$/.exec(url.pathname)?.[1];
    if (request.method !== 'GET' || currency === undefined) {
      answer(response, 404, { error: 'not_found' });
      return;
    }
    const nth = (requestCounts.get(currency) ?? 0) + 1;
    requestCounts.set(currency, nth);

    const fault = faults(currency, nth);
    if (fault === 'silent') return; // the request stays open until the client gives up
    if (fault === 'unavailable') {
      answer(response, 503, { error: 'quotes_unavailable' });
      return;
    }
    const unitsPerEuro = referenceRates[currency];
    if (unitsPerEuro === undefined) {
      answer(response, 404, { error: 'unknown_currency', currency });
      return;
    }
    const rate = new Decimal(1).div(unitsPerEuro).toSignificantDigits(8).toFixed();
    answer(response, 200, { base: currency, quote: 'EUR', date: url.searchParams.get('date'), rate });
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
