import { expect, test } from 'vitest';
import { readSetupOptions } from './setup-options.ts';

const none = { force: false, cuda: false, yes: false, dryRun: false, json: false };

test.each([
  [[], none],
  [['--force'], { ...none, force: true }],
  [['--cuda', '--yes'], { ...none, cuda: true, yes: true }],
  [['--cuda', '--yes', '--json'], { ...none, cuda: true, yes: true, json: true }],
  [['--cuda', '--dry-run', '--json'], { ...none, cuda: true, dryRun: true, json: true }],
])('%j', (args, options) => {
  expect(readSetupOptions(args)).toEqual(options);
});

test.each([
  [['--gpu'], /--gpu is not known here; there are --force, --cuda/],
  [['--dry-run'], /goes with --cuda/],
  [['--cuda', '--json'], /goes with --dry-run, or with --cuda --yes/],
])('%j is refused', (args, reason) => {
  expect(readSetupOptions(args)).toMatch(reason);
});
