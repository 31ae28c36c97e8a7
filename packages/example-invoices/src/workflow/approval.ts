import type { RuleDecision } from '@runlight/sdk';
import type { Invoice } from '../invoice/invoice.ts';
import { formatMoney } from '../invoice/money.ts';
import type { MinorUnits } from '../invoice/money.ts';

/** Totals over this many cents are posted only once somebody has approved them: 10,000.00 EUR. */
export const approvalLimit: MinorUnits = 1_000_000;

export function needsApproval(invoice: Pick<Invoice, 'creditNote'>, total: MinorUnits): boolean {
  return !invoice.creditNote && total > approvalLimit;
}

/** Decides about a total in cents in place of a person. */
export type ApprovalRule = (total: MinorUnits) => RuleDecision;

const ruleLimit: MinorUnits = 5_000_000;

/** Approves what is below 50,000.00 EUR and rejects the rest; the gate's event names it as the actor. */
export const autoApproveBelow50000: ApprovalRule = (total) => {
  const approved = total < ruleLimit;
  return {
    outcome: approved ? 'approved' : 'rejected',
    actor: 'rule:auto_approve_below_50000',
    note: `${formatMoney(total, 'EUR')} is ${approved ? 'below' : 'not below'} ${formatMoney(ruleLimit, 'EUR')}`,
  };
};
