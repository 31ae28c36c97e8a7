import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { z } from 'zod';
import { MalformedDocumentError } from '../example-error.ts';
import type { InvoiceDraft } from '../invoice/invoice.ts';
import { negateDecimal } from '../invoice/money.ts';

const repeatable = new Set(['InvoiceLine', 'CreditNoteLine', 'TaxSubtotal', 'AllowanceCharge']);

/** Suppliers choose their own namespace prefixes, so elements are told by their local names. */
const xml = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name) => repeatable.has(name),
});

const TaxCategory = z.object({ Percent: z.string() });

const LineSchema = z.object({
  InvoicedQuantity: z.string().optional(),
  CreditedQuantity: z.string().optional(),
  LineExtensionAmount: z.string(),
  Item: z.object({ Name: z.string(), ClassifiedTaxCategory: TaxCategory }),
  Price: z.object({ PriceAmount: z.string() }).optional(),
});

const UblSchema = z.object({
  ID: z.string().optional(),
  IssueDate: z.string().optional(),
  DueDate: z.string().optional(),
  DocumentCurrencyCode: z.string().optional(),
  AccountingSupplierParty: z
    .object({
      Party: z.object({
        PartyName: z.object({ Name: z.string() }).optional(),
        PartyLegalEntity: z.object({ RegistrationName: z.string() }).optional(),
      }),
    })
    .optional(),
  AllowanceCharge: z
    .array(
      z.object({
        ChargeIndicator: z.enum(['true', 'false']),
        AllowanceChargeReason: z.string().optional(),
        Amount: z.string(),
        TaxCategory,
      }),
    )
    .default([]),
  TaxTotal: z
    .object({
      TaxAmount: z.string(),
      TaxSubtotal: z
        .array(z.object({ TaxableAmount: z.string(), TaxAmount: z.string(), TaxCategory }))
        .optional(),
    })
    .optional(),
  LegalMonetaryTotal: z
    .object({ TaxExclusiveAmount: z.string().optional(), TaxInclusiveAmount: z.string().optional() })
    .optional(),
  InvoiceLine: z.array(LineSchema).optional(),
  CreditNoteLine: z.array(LineSchema).optional(),
});

/** What the validator throws; it exports no class for it. */
const SyntaxErrorSchema = z.object({ message: z.string(), line: z.number(), col: z.number() });

/**
 * Reads a UBL 2.1 invoice or credit note, such as Peppol BIS Billing 3 and XRechnung. Allowances and charges on the
 * document (a discount, freight) become lines of their own.
 *
 * @throws MalformedDocumentError naming the line on which the XML breaks off
 */
export function parseUbl(text: string): InvoiceDraft {
  checkSyntax(text);
  const root: unknown = xml.parse(text);
  const roots = z.object({ Invoice: z.unknown(), CreditNote: z.unknown() }).partial().parse(root);
  const document = UblSchema.safeParse(roots.Invoice ?? roots.CreditNote);
  if (!document.success) {
    const problems = document.error.issues.map(({ path, message }) => `${path.join('/')}: ${message}`);
    throw new MalformedDocumentError(`XML, but no UBL invoice (${problems.join('; ')})`);
  }
  return draftOf(document.data, roots.Invoice === undefined);
}

/** The parser is lenient: it makes a tree of XML that is cut off. */
function checkSyntax(text: string): void {
  try {
    SyntaxValidator.validate(text);
  } catch (error) {
    const { success, data } = SyntaxErrorSchema.safeParse(error);
    if (!success) throw error;
    const problem = data.message.replace(/\.$/, '');
    throw new MalformedDocumentError(`broken XML: ${problem} (line ${data.line}, column ${data.col})`, {
      cause: error,
    });
  }
}

function draftOf(document: z.output<typeof UblSchema>, creditNote: boolean): InvoiceDraft {
  const party = document.AccountingSupplierParty?.Party;
  const lines = (document.InvoiceLine ?? document.CreditNoteLine)?.map((line) => ({
    description: line.Item.Name,
    quantity: line.InvoicedQuantity ?? line.CreditedQuantity ?? '1',
    unitPrice: line.Price?.PriceAmount,
    taxRate: line.Item.ClassifiedTaxCategory.Percent,
    net: line.LineExtensionAmount,
  }));
  const allowancesAndCharges = document.AllowanceCharge.map((entry) => ({
    description: entry.AllowanceChargeReason ?? 'allowance or charge',
    quantity: '1',
    unitPrice: undefined,
    taxRate: entry.TaxCategory.Percent,
    net: entry.ChargeIndicator === 'true' ? entry.Amount : negateDecimal(entry.Amount),
  }));
  return {
    number: document.ID,
    supplier: party?.PartyLegalEntity?.RegistrationName ?? party?.PartyName?.Name,
    issueDate: document.IssueDate,
    dueDate: document.DueDate,
    currency: document.DocumentCurrencyCode,
    creditNote,
    lines: lines && [...lines, ...allowancesAndCharges],
    taxes: document.TaxTotal?.TaxSubtotal?.map((subtotal) => ({
      rate: subtotal.TaxCategory.Percent,
      base: subtotal.TaxableAmount,
      tax: subtotal.TaxAmount,
    })),
    net: document.LegalMonetaryTotal?.TaxExclusiveAmount,
    tax: document.TaxTotal?.TaxAmount,
    gross: document.LegalMonetaryTotal?.TaxInclusiveAmount,
  };
}
