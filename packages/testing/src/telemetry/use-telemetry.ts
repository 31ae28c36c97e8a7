import { configureRunlight, setRunStore, type RunlightConfiguration } from '@runlight/sdk';
import { afterEach, beforeEach, expect } from 'vitest';

import { faultsOf } from './check-telemetry.ts';
import { MemoryRunStore } from './memory-run-store.ts';
import { RecordedTelemetry, type TelemetryOptions } from './recorded-telemetry.ts';

/** What a test has at hand: telemetry that is recorded and checked, and a store of runs that it can connect. */
export interface TelemetryInTest {
  readonly telemetry: RecordedTelemetry;
  readonly store: MemoryRunStore;
  /** Registers the SDK anew with other options. */
  register(options: TelemetryOptions): RecordedTelemetry;
  configure(configuration: RunlightConfiguration): void;
  connectStore(): MemoryRunStore;
  /** Lets pass, in the test that runs, what {@link faultsOf} says in these words. */
  allowFaults(words: RegExp): void;
}

/**
 * Registers the SDK anew for each test of a file. After each test all telemetry that was made is checked with
 * {@link faultsOf}, and the SDK's configuration is as it was.
 */
export function useTelemetry(defaults: TelemetryOptions = {}): TelemetryInTest {
  let telemetry: RecordedTelemetry | undefined;
  let store = new MemoryRunStore();
  let allowed: RegExp | undefined;

  const register = (options: TelemetryOptions): RecordedTelemetry => {
    telemetry?.unregister();
    const logRecordProcessors = [...(options.logRecordProcessors ?? []), store];
    telemetry = new RecordedTelemetry({ ...defaults, ...options, logRecordProcessors });
    return telemetry;
  };

  beforeEach(() => {
    store = new MemoryRunStore();
    allowed = undefined;
    register({});
  });

  afterEach(() => {
    configureRunlight({});
    setRunStore(undefined);
    telemetry?.unregister();
    if (telemetry === undefined) return;
    expect(faultsOf(telemetry).filter((fault) => allowed?.test(fault) !== true)).toEqual([]);
  });

  return {
    get telemetry() {
      if (telemetry === undefined) throw new Error('There is telemetry only while a test runs');
      return telemetry;
    },
    get store() {
      return store;
    },
    register,
    configure: configureRunlight,
    connectStore() {
      setRunStore(store);
      return store;
    },
    allowFaults(words) {
      allowed = words;
    },
  };
}
