import { InvalidArgumentError } from 'commander';

const HIGHEST = 65_535;

export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= HIGHEST) return Number(text);
  throw new InvalidArgumentError(`Give a number from 0 to ${HIGHEST}.`);
}
