/** What a label in front of a value can mean, outside the table of lines. */
export type TextLabel =
  | 'supplier'
  | 'number'
  | 'issueDate'
  | 'dueDate'
  | 'currency'
  | 'net'
  | 'tax'
  | 'rounding'
  | 'gross';

/** What a column of the table of lines can mean. */
export type TextColumn = 'position' | 'description' | 'quantity' | 'unitPrice' | 'taxRate' | 'net';

/** The labels seen on invoices in German, English, French, Norwegian and Dutch, in lower case. */
const labels: Record<TextLabel, readonly string[]> = {
  supplier: ['from', 'von', 'absender'],
  number: [
    'rechnungsnummer',
    'rechnungs-nr.',
    'rechnung nr.',
    'gutschriftsnummer',
    'invoice #',
    'invoice no',
    'tax invoice no.',
    'facture n°',
    'fakturanr',
    'factuurnummer',
  ],
  issueDate: [
    'rechnungsdatum',
    'datum',
    'invoice date',
    'tax point',
    'date de facture',
    'fakturadato',
    'factuurdatum',
  ],
  dueDate: ['fällig am', 'due date', 'payment due', "date d'échéance", 'forfall', 'vervaldatum'],
  currency: ['währung', 'currency', 'valuta'],
  net: [
    'nettobetrag',
    'zwischensumme netto',
    'subtotal',
    'net total',
    'total ht',
    'total exkl. mwst',
    'netto',
    'totaal excl. btw',
  ],
  tax: ['zzgl. mwst.', 'mwst', 'sales tax', 'vat', 'vat @', 'tva', 'mva', 'btw'],
  rounding: ['rundungsdifferenz', 'rundung', 'rounding'],
  gross: [
    'gesamtbetrag',
    'rechnungsbetrag',
    'total due',
    'invoice total',
    'total ttc',
    'total inkl. mwst',
    'å betale',
    'totaal te betalen',
  ],
};

const columns: Record<TextColumn, readonly string[]> = {
  position: ['pos'],
  description: [
    'bezeichnung',
    'artikel',
    'leistung',
    'description',
    'item',
    'désignation',
    'beskrivelse',
    'omschrijving',
  ],
  quantity: ['menge', 'anzahl', 'qty', 'quantity', 'qté', 'antall', 'aantal'],
  unitPrice: ['einzelpreis', 'preis', 'ansatz', 'unit price', 'rate', 'p.u. ht', 'pris', 'prijs'],
  taxRate: ['mwst', 'vat', 'tva', 'mva', 'btw'],
  net: ['betrag', 'summe', 'gesamt', 'amount', 'net amount', 'montant ht', 'beløp', 'bedrag'],
};

const creditNoteTitles = ['gutschrift', 'credit note', 'avoir', 'kreditnota', 'creditnota'];

interface LabelPhrase {
  label: TextLabel;
  phrase: string;
}

/** Longest first, so that "total excl. btw" is not read as "total". */
const phrases: readonly LabelPhrase[] = entriesOf(labels)
  .map(([label, phrase]) => ({ label, phrase }))
  .sort((a, b) => b.phrase.length - a.phrase.length);

const columnsByHeading = new Map(entriesOf(columns).map(([column, heading]) => [heading, column]));

/** The label that a cell starts with and the rest of the cell, which may be empty. */
export function readLabel(cell: string): { label: TextLabel; rest: string } | undefined {
  const text = cell.toLowerCase();
  for (const { label, phrase } of phrases) {
    if (!text.startsWith(phrase)) continue;
    const rest = cell.slice(phrase.length);
    if (/^[\p{L}\p{N}-]/u.test(rest)) continue; // the start of a longer word
    return { label, rest: rest.replace(/^[\s.:]+/, '') };
  }
  return undefined;
}

/** What the heading of a column means, or undefined where it is none. */
export function textColumn(heading: string): TextColumn | undefined {
  return columnsByHeading.get(heading.toLowerCase());
}

/** Whether the cell is the title of a credit note. */
export function isCreditNoteTitle(cell: string): boolean {
  return creditNoteTitles.includes(cell.toLowerCase());
}

function entriesOf<Name extends string>(names: Record<Name, readonly string[]>): [Name, string][] {
  const entries = Object.entries(names) as [Name, readonly string[]][]; // Object.entries widens the keys
  return entries.flatMap(([name, texts]) => texts.map((text): [Name, string] => [name, text]));
}
