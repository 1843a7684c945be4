import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../base/log.ts';
import { standInEngines } from '../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { describeMachine, machineKey } from './machine.ts';
import { ProvedEngines } from './proved-engines.ts';

const path = tempFolderPerTest();
const here = describeMachine();

describe('the key of a machine', () => {
  it('is the same each time, and knows the processor', () => {
    expect(machineKey()).toBe(machineKey(here));
    expect(here).toMatchObject({ processor: cpus()[0]?.model ?? 'unknown', threads: availableParallelism() });
  });

  it.each([
    ['system', { platform: 'linux-m68k' }],
    ['processor', { processor: 'Another Processor' }],
    ['family', { family: '1' }],
    ['model', { model: '0x1' }],
    ['stepping', { stepping: '99' }],
    ['features', { features: 'fpu avx512_vp2intersect' }],
    ['caches', { caches: ['1 Data 1K'] }],
    ['number of threads', { threads: 4711 }],
  ])('is another one with another %s', (_, change) => {
    expect(machineKey({ ...here, ...change })).not.toBe(machineKey(here));
  });

  it('tells a virtual machine that reports no caches from one that does', () => {
    expect(machineKey({ ...here, caches: [] })).not.toBe(machineKey({ ...here, caches: ['1 Data 48K'] }));
  });
});

describe('a library on another computer', () => {
  const { candidates, launch, begun } = standInEngines({ fine: {} });
  const log = createLogger(() => undefined);
  const work = { name: 'sample', seesFaces: false };

  it('is proved afresh there, as for another number of threads or another driver', async () => {
    const folder = path();
    const device = { uuid: 'GPU-1', name: 'A card', driver: '550' };
    const use = async (options: { machine?: string; candidates?: typeof candidates }, threads = 1) => {
      const engines = new ProvedEngines({ launch, folder, log, candidates, ...options });
      await engines.forWork(work, 'auto', threads);
      return begun.splice(0).length;
    };
    expect(await use({})).toBe(1);
    expect(await use({})).toBe(0);
    expect(await use({ machine: machineKey({ ...here, processor: 'Another' }) })).toBe(1);
    expect(await use({}, 2)).toBe(1);
    const onCard = (driver: string) => [{ ...candidates[0], device: { ...device, driver } }];
    expect(await use({ candidates: onCard('550') })).toBe(1);
    expect(await use({ candidates: onCard('560') })).toBe(1);
    // Back home nothing was forgotten.
    expect(await use({})).toBe(0);
    expect(await use({ candidates: onCard('550') })).toBe(0);
    // Records of an earlier form of the proof say nothing.
    const file = join(folder, 'proofs.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/ v\d+ /g, ' v0 '));
    expect(await use({})).toBe(1);
  });
});
