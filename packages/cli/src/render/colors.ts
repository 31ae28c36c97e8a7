import pico from 'picocolors';

export type Colors = ReturnType<typeof pico.createColors>;

/** Colours for a stream: by `NO_COLOR` never, by `FORCE_COLOR` always, else on a terminal that can. */
export function colorsFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Colors {
  return pico.createColors(wantsColor(stream.isTTY === true, env));
}

function wantsColor(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
