import type { ZodError } from 'zod';

/** What of a request could not be used: how much, and why the first of it. */
export class Rejected {
  count = 0;
  reason = '';

  because(what: string, error: ZodError): void {
    const [issue] = error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    this.add(1, `${what}: ${where}${issue?.message ?? 'not valid'}`);
  }

  add(count: number, reason: string): void {
    if (count === 0) return;
    if (this.count === 0) this.reason = reason;
    this.count += count;
  }
}
