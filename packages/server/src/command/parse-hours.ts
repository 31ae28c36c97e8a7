import { InvalidArgumentError } from 'commander';

export function parseHours(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1) return Number(text);
  throw new InvalidArgumentError('Give a number of hours, 1 or more.');
}
