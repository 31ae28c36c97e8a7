export const documentFormats = ['text', 'csv', 'json', 'ubl'] as const;

export type DocumentFormat = (typeof documentFormats)[number];

const delimiters = [';', '\t', ',', '|'];

/** Tells the format from the content: file names lie too often to be asked. */
export function detectFormat(text: string): DocumentFormat {
  const start = text.trimStart();
  if (start.startsWith('<')) return 'ubl';
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  return csvDelimiter(text) === undefined ? 'text' : 'csv';
}

/** The delimiter that splits each of the first lines into at least three columns, if there is one. */
export function csvDelimiter(text: string): string | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const sample = lines.slice(0, 3);
  if (sample.length < 2) return undefined;
  return delimiters.find((delimiter) => sample.every((line) => line.split(delimiter).length >= 3));
}
