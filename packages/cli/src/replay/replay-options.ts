import type { CommonOptions } from '../command.ts';

export interface ReplayOptions extends CommonOptions {
  readonly watch?: true;
}
