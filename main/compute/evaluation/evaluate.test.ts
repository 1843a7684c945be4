import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMeasured, MetricId } from '../../contract/scores/scores.ts';
import type { EvaluateTask } from '../../protocol/evaluate.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import { loadEngine } from '../engines/index.ts';
import { encodeSafetensors } from '../files/safetensors.ts';
import { architectureOf } from '../networks/index.ts';
import { toArrays } from '../networks/tensor-arrays.ts';
import { drawnPictures } from '../testing/drawn-pictures.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { evaluate } from './evaluate.ts';
import { keptFeaturesFile, openKeptFeatures } from './kept-features.ts';
import { joinPictures } from './picture-rows.ts';
import { loadQuickScorer } from './quick-scorer.ts';

await loadEngine('wasm', 0);

const config = smallConfig('draft-32');
const counts = { trained: 220, heldOut: 24 };

describe('an evaluation', () => {
  let folder = '';
  let task: EvaluateTask;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    const file = (name: string) => join(folder, name);
    const architecture = architectureOf(config);
    const generator = architecture.createGenerator(config);
    const discriminator = architecture.createDiscriminator(config);
    writeFileSync(file('generator.safetensors'), encodeSafetensors(toArrays(generator)));
    writeFileSync(file('training.safetensors'), encodeSafetensors(toArrays(discriminator, 'd.')));
    const count = counts.trained + counts.heldOut;
    const { data, size, channels } = joinPictures([
      drawnPictures('trained', counts.trained),
      drawnPictures('held out', counts.heldOut),
    ]);
    writeFileSync(file('pixels.u8'), data);
    const header = { schemaVersion: 2, count, heldOut: counts.heldOut, size, channels, version: 'test' };
    writeFileSync(file('pixels.json'), JSON.stringify(header));
    task = {
      type: 'evaluate',
      engine: 'wasm',
      threads: 1,
      generatorFile: file('generator.safetensors'),
      discriminator: { trainingFile: file('training.safetensors'), config },
      pixelsFile: file('pixels.u8'),
      config,
      hasFaces: false,
      count: 120,
      seed: 1,
      judge: false,
    };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('measures all that can be measured, each number with what it was computed from', async () => {
    const messages: FromCompute[] = [];
    const evaluated = await evaluate(task, 'wasm', (message) => messages.push(message));
    const refused = MetricId.options.filter((id) => !isMeasured(evaluated[id]));
    expect(refused).toEqual(['identityDistance', 'memorisationIdentity']);
    expect(evaluated.kid).toMatchObject({ n: 120, embedding: 'random', resizer: 'lanczos3' });
    for (const id of ['kid', 'coverage', 'msSsim', 'psnr'] as const) {
      const score = evaluated[id];
      if (!isMeasured(score)) throw new Error(score.reason);
      const { value, low = Number.NaN, high = Number.NaN, floor, anchor } = score;
      expect([low <= value, value <= high, typeof floor, typeof anchor], id).toEqual([
        true,
        true,
        'number',
        'number',
      ]);
    }
    // Noise of an untrained network against pictures: much worse than blurred ones, and they than real ones.
    const { kid } = evaluated;
    if (!isMeasured(kid)) throw new Error(kid.reason);
    expect([kid.floor ?? 0, kid.anchor ?? 0, kid.value]).toEqual(
      [kid.floor ?? 0, kid.anchor ?? 0, kid.value].toSorted((a, b) => a - b),
    );
    expect(evaluated.pictures.map(({ name, pixels }) => [name, pixels.count])).toEqual([
      ['samples', 64],
      ['walks', 80],
      ['reals', 64],
      ['blurred', 64],
      ['neighbours', 36],
    ]);
    expect(messages.some((message) => message.type === 'working' && message.done > 0)).toBe(true);
  });

  it('gives a reason and no number with too few pictures, without a dataset, and for a model', async () => {
    const silent = () => undefined;
    const few = { ...task, count: 60 };
    const withFew = await evaluate(few, 'wasm', silent);
    expect(withFew.kid).toEqual({
      reason: expect.stringContaining('at least 100 pictures on each side; there are 60'),
    });
    expect(isMeasured(withFew.msSsim)).toBe(true);
    const { pixelsFile: _, discriminator: __, ...rest } = task;
    const pixelsMissing = 'The dataset is gone.';
    const withoutDataset = await evaluate({ ...rest, pixelsMissing }, 'wasm', silent);
    const measured = MetricId.options.filter((id) => isMeasured(withoutDataset[id]));
    expect([measured, withoutDataset.kid]).toEqual([['msSsim'], { reason: pixelsMissing }]);
    expect(withoutDataset.pictures.map(({ name }) => name)).toEqual(['samples', 'walks']);
  });

  it('scores checkpoints of a run quickly, on the same latents each time', async () => {
    const { pixelsFile = '' } = task;
    const keptFile = keptFeaturesFile(pixelsFile, 'random');
    rmSync(keptFile, { force: true });
    const load = () => loadQuickScorer({ ...task, type: 'score', config, pixelsFile, count: 100 }, 'wasm');
    const score = await load();
    const request = { type: 'score', requestId: 3, generatorFile: task.generatorFile } as const;
    const [first, again] = [await score(request), await score(request)];
    expect(first).toMatchObject({ type: 'scored', requestId: 3, kid: { n: 100, embedding: 'random' } });
    expect(again.kid).toEqual(first.kid);
    // What it sees of real pictures is kept, and scores by that are the same.
    const trained = Array.from({ length: counts.trained }, (_, row) => row);
    expect(openKeptFeatures(pixelsFile, 'random').missing('reals', trained)).toHaveLength(
      counts.trained - 200,
    );
    const byKept = await (await load())(request);
    expect(byKept.kid).toEqual(first.kid);
    expect(first.kid.value).toBeGreaterThan(first.kid.floor ?? Number.NaN);
    expect(first.coverage.value).toBeLessThan(first.coverage.floor ?? Number.NaN);
  });
});
