import { existsSync, readFileSync } from 'node:fs';

/** `node .ci/count-tests.mjs EXIT_STATUS`: adds up the runners' reports of a test command that ended so. */

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

function countUnitTests() {
  const report = read('test-results/vitest.json');
  if (report === undefined) return { passed: 0, failed: 0, skipped: 0 };
  // A file that cannot even be loaded holds no tests, and is a failure none the less.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function countEndToEndTests() {
  const report = read('test-results/playwright.json');
  if (report === undefined) return { passed: 0, failed: 0, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}

const counts = [countUnitTests(), countEndToEndTests()];
const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
// Lint, types or the installation failed: no test says so, the count must.
const failed = sum('failed') || (process.argv[2] === '0' ? 0 : 1);
process.stdout.write(`${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped\n`);
process.exitCode = failed > 0 ? 1 : 0;
