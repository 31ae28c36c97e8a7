// Prints the counts of all suites and, as the last line, their sum: `N passed, N failed`.
// Arguments: one file per suite, in the fields of vitest's JSON report. A suite that ran nothing has failed.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests?: number;
  numTodoTests?: number;
  testResults?: { status: string; assertionResults: { status: string }[] }[];
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
console.log('');
for (const file of process.argv.slice(2)) {
  const { passed, failed, skipped } = countsOf(file);
  console.log(`${basename(file, '.json')}: ${passed} of ${passed + failed}`);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function countsOf(file: string): Counts {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  // An `as`: the file was written a moment ago by the suite itself.
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  // A file can fail without a failed test: it could not be loaded, or one of its hooks threw.
  const broken = report.testResults?.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + (broken?.length ?? 0);
  return {
    passed,
    failed: passed + failed === 0 ? 1 : failed,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}
