import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planConfig, presets } from '../../presets/index.ts';
import { libraryPaths } from '../library/paths.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { Sheets } from './sheets.ts';

const path = tempFolderPerTest();

// The one that is gone is a link to nothing, and Windows lets only some users make links.
it.skipIf(process.platform === 'win32')(
  'keeps the newest, passes over those that another drawing removed, and touches nothing else',
  async () => {
    const { sheets: folder } = libraryPaths(path());
    mkdirSync(folder);
    const nameOf = (number: number) => `${number.toString(16).padStart(32, '0')}.png`;
    for (let number = 0; number < 400; number++) {
      writeFileSync(join(folder, nameOf(number)), '');
      utimesSync(join(folder, nameOf(number)), number + 1, number + 1);
    }
    writeFileSync(join(folder, '.DS_Store'), '');
    utimesSync(join(folder, '.DS_Store'), 0, 0);
    symlinkSync('nothing', join(folder, nameOf(400)));

    const config = { ...planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 }), resolution: 4 };
    const generate = async () => ({ count: 1, size: 4, channels: 1 as const, data: Buffer.alloc(16) });
    const { id } = await new Sheets(libraryPaths(path()), { generate }).draw(
      { file: 'generator.safetensors', config, hash: 'abc' },
      1,
      1,
    );
    const names = readdirSync(folder);
    expect(names).toContain(`${id}.png`);
    expect(names).toContain('.DS_Store');
    for (const gone of [nameOf(0), nameOf(400)]) expect(names).not.toContain(gone);
    expect(names).toHaveLength(401);
  },
);
