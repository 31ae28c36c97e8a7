/** Values as an address and the API write them: with commas between them, and a backslash before one of their own. */
export function listed(values: readonly string[]): string {
  return values.map((value) => value.replaceAll(/[\\,]/g, String.raw`\$&`)).join(',');
}

/** The values that are listed so. */
export function valuesIn(text: string): string[] {
  const parts = text.match(/(?:\\.|[^,\\])+|\\$/gsu) ?? [];
  return parts.map((part) => part.replaceAll(/\\(.)/gsu, '$1'));
}
