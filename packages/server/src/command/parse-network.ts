import { InvalidArgumentError } from 'commander';

import { networksOf } from '../http/client-address.ts';

export function parseNetwork(text: string): string {
  try {
    networksOf([text]);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof RangeError ? error.message : String(error));
  }
  return text;
}
