import type { Invoice } from './invoice.ts';

/**
 * The one name of the business event behind an invoice: the same supplier and number give the same id, in
 * whatever format, spelling or file the invoice arrives. A credit note has a number of its own.
 *
 * Example: `erp:invoice#nordwind-logistik-gmbh:RE-2026-0412`
 */
export function businessEventId(invoice: Pick<Invoice, 'supplier' | 'number'>): string {
  const supplier = invoice.supplier
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  const number = invoice.number.normalize('NFKC').toUpperCase().replace(/\s+/g, '');
  return `erp:invoice#${supplier}:${number}`;
}
