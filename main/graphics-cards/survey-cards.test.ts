import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCardGauges, surveyCards } from './survey-cards.ts';

/** A folder with a program nvidia-smi that does what the script says. */
function withSmi(script: string): NodeJS.ProcessEnv {
  const folder = mkdtempSync(path.join(tmpdir(), 'faceloom-smi-'));
  const file = path.join(folder, 'nvidia-smi');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return { PATH: `${folder}:/usr/bin:/bin` };
}

const rtx = '0, GPU-8c1b6c5e, 550.54.14, 12288, [N/A], 8.6, NVIDIA GeForce RTX 3060';

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'asking the driver (of Linux on x64)',
  () => {
    it('finds the cards', async () => {
      const report = await surveyCards({ env: withSmi(`echo '${rtx}'`) });
      expect(report).toMatchObject({ fits: true, cards: [{ name: 'NVIDIA GeForce RTX 3060', fits: true }] });
    });

    it('asks an old driver in its own words', async () => {
      const script = `case "$1" in *compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'; exit 2;; esac
      echo '0, GPU-1, 470.256.02, 4040, GeForce GTX 1050 Ti'`;
      expect(await surveyCards({ env: withSmi(script) })).toMatchObject({
        fits: false,
        reason: expect.stringContaining('470.256.02'),
      });
    });

    it('asks for slices where there are some', async () => {
      const script = `if [ "$1" = -L ]; then
        printf 'GPU 0: A100 (UUID: GPU-1)\\n  MIG 1g.5gb Device 0: (UUID: MIG-2)\\n'
      else echo '0, GPU-1, 535.129.03, 40960, Enabled, 8.0, A100'; fi`;
      const { cards } = await surveyCards({ env: withSmi(script) });
      expect(cards[0].slices).toEqual([{ name: '1g.5gb', uuid: 'MIG-2' }]);
    });

    it('weighs the room on the disk of a folder that is not there yet', async () => {
      const folder = path.join(tmpdir(), 'faceloom-not-there', 'cache');
      const report = await surveyCards({
        env: withSmi(`echo '${rtx}'`),
        disk: { folder, neededBytes: 1e18 },
      });
      expect(report).toMatchObject({ fits: false, reason: expect.stringContaining('of disk') });
    });

    it('reads what a card does now', async () => {
      const env = withSmi('case "$3" in --id=GPU-8c1b6c5e) echo "400, 12288, 55";; *) exit 6;; esac');
      expect(await readCardGauges('GPU-8c1b6c5e', env)).toMatchObject({ temperature: 55 });
      expect(await readCardGauges('GPU-gone', env)).toBeUndefined();
    });
  },
);

it('is not troubled where there is no nvidia-smi', async () => {
  const { fits, reason } = await surveyCards({ env: { PATH: '/nonexistent' } });
  expect(fits).toBe(false);
  expect(reason).toMatch(/\.$/);
});
