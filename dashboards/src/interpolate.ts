/** A text stands for itself; several values are what a variable with several selected ones has. */
export type VariableValues = Readonly<Record<string, string | readonly string[]>>;

/**
 * Puts values in the place of Grafana's variables, as Grafana does before it sends a query to a data source.
 *
 * Takes `$name`, `${name}` and `${name:format}`; several values become a regular expression. Throws on a variable
 * without a value.
 */
export function interpolate(expr: string, values: VariableValues): string {
  return expr.replaceAll(VARIABLE, (_, braced: string | undefined, plain: string | undefined) => {
    const name = braced ?? plain ?? '';
    const value = values[name];
    if (value === undefined) throw new Error(`$${name} has no value: ${expr}`);
    if (typeof value === 'string') return value;
    const escaped = value.map(escapeTwice);
    return escaped.length === 1 ? escaped.join('') : `(${escaped.join('|')})`;
  });
}

/** The names of the variables in a text. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map(([, braced, plain]) => braced ?? plain ?? ''))];
}

const VARIABLE = /\$\{(\w+)(?::\w+)?\}|\$([a-zA-Z_]\w*)/g;

/** Of a regular expression, and that within a quoted string. */
function escapeTwice(value: string): string {
  return value.replaceAll('\\', '\\\\\\\\').replaceAll(/[$^*{}[\]'+?.()|]/g, String.raw`\\$&`);
}
