import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { networkVersion } from './network-version.ts';

it.each([
  ['face', '@vladmandic/human'],
  ['judge', '@vladmandic/face-api'],
] as const)('names the package that the %s network comes in, with its version', (network, name) => {
  const { dependencies } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8'),
  );
  expect(networkVersion(network)).toBe(`${name} ${dependencies[name]}`);
});

it('has a version for the network that no package ships', () => {
  expect(networkVersion('random')).toMatch(/^random network \d+$/);
});
