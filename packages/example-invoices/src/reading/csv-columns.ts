/** What a column of an invoice export can mean. */
export type CsvColumn =
  | 'supplier'
  | 'documentType'
  | 'number'
  | 'issueDate'
  | 'dueDate'
  | 'currency'
  | 'description'
  | 'quantity'
  | 'unitPrice'
  | 'taxRate'
  | 'net'
  | 'tax'
  | 'gross';

/** The headings seen in exports, in lower case. `gross` is the invoice's total; a line's own total isn't used. */
const headings: Record<CsvColumn, readonly string[]> = {
  supplier: ['lieferant', 'vendor', 'leverantör', 'fornitore', 'proveedor'],
  documentType: ['belegart', 'tipo documento'],
  number: [
    'rechnungsnummer',
    'beleg',
    'invoice number',
    'fakturanummer',
    'numero documento',
    'número de factura',
  ],
  issueDate: [
    'rechnungsdatum',
    'belegdatum',
    'invoice date',
    'fakturadatum',
    'data documento',
    'fecha de factura',
  ],
  dueDate: ['fälligkeit', 'due date'],
  currency: ['währung', 'currency', 'valuta', 'moneda'],
  description: ['artikel', 'text', 'description', 'benämning', 'descrizione', 'descripción'],
  quantity: ['menge', 'qty', 'antal', 'quantità', 'cantidad'],
  unitPrice: ['einzelpreis', 'unit price', 'à-pris', 'prezzo unitario', 'precio unitario'],
  taxRate: ['ust-satz', 'steuersatz', 'tax rate', 'moms %', 'aliquota iva', 'tipo iva'],
  net: ['nettobetrag', 'netto', 'line total', 'belopp', 'imponibile', 'base imponible'],
  tax: ['ust-betrag', 'steuer', 'tax', 'moms', 'imposta', 'cuota iva'],
  gross: ['rechnungssumme', 'belegsumme', 'invoice total', 'att betala', 'totale documento', 'total factura'],
};

const columnsByHeading = new Map<string, CsvColumn>();
for (const column of Object.keys(headings) as CsvColumn[]) {
  // keys of the record above
  for (const heading of headings[column]) columnsByHeading.set(heading, column);
}

/** What the heading means, or undefined for a column that invoices don't need. */
export function csvColumn(heading: string): CsvColumn | undefined {
  return columnsByHeading.get(heading.normalize('NFKC').trim().toLowerCase());
}
