import { existsSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RunId } from '../../contract/ids.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { sha256 } from '../../protocol/sha256.ts';
import { libraryPaths } from '../library/paths.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import type { GeneratorFile } from './generators.ts';
import { KeptGenerators } from './kept-generators.ts';

const path = tempFolderPerTest();
const nothing: ReadonlySet<string> = new Set();

/** A generator of a run, whose checkpoint may go at any time. */
function generator(weights: string): GeneratorFile {
  const file = path(`${weights}.safetensors`);
  writeFileSync(file, weights);
  return {
    ...{ from: { kind: 'run', id: RunId.parse('run-1') }, file, name: 'Run', nimg: 1000 },
    ...{ hash: sha256(Buffer.from(weights)), datasetName: 'Faces', training: undefined },
    config: planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 }),
  };
}

it('keeps a generator while it draws, whatever others tidy meanwhile', async () => {
  const kept = new KeptGenerators(libraryPaths(path()));
  const [slow, quick] = [generator('slow'), generator('quick')];
  const isKept = ({ hash }: GeneratorFile) =>
    existsSync(libraryPaths(path()).keptGenerator(hash, 'safetensors'));
  const drawn = await kept.whileDrawing(slow, async () => {
    await kept.whileDrawing(quick, async () => undefined);
    await kept.tidy(() => nothing);
    expect([isKept(slow), isKept(quick)]).toEqual([true, false]);
    // Two draw with the same one, and the first to be done leaves it to the other.
    await kept.whileDrawing(slow, async () => undefined);
    await kept.tidy(() => nothing);
    expect(isKept(slow)).toBe(true);
    return 'faces';
  });
  expect(drawn).toBe('faces');
  await kept.tidy(() => nothing);
  expect(isKept(slow)).toBe(false);
});

it('keeps one again that was being tidied away when it began to draw', async () => {
  const kept = new KeptGenerators(libraryPaths(path()));
  const again = generator('again');
  await kept.whileDrawing(again, async () => undefined);
  const tidying = kept.tidy(() => nothing);
  await kept.whileDrawing(again, async () => {
    await tidying;
    expect(await kept.find(again.hash)).toBeDefined();
  });
});
