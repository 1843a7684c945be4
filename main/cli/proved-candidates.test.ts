import { expect, it } from 'vitest';
import { planConfig, presets } from '../presets/index.ts';
import { createLogger } from '../studio/base/log.ts';
import { ProvedEngines } from '../studio/engines/proved-engines.ts';
import { standInEngines } from '../studio/testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { toProvedCandidate } from './proved-candidates.ts';

/** So long that only what hangs is taken for hung, on a busy machine too. */
const silenceMs = 3_000;
const path = tempFolderPerTest();
const forms = { filter: 'wide-tiles', input: 'registers' } as const;
const keys = [
  ...['engine', 'settings', 'environment', 'mode', 'verdict', 'reason'],
  ...['worstDeviation', 'imagesPerSecond', 'kernelForms', 'chosen'],
];

it('prints each candidate with the same keys, whatever came of it, and the variables of its process', async () => {
  const { candidates, launch } = standInEngines({
    sound: { imagesPerSecond: 20 },
    swift: { imagesPerSecond: 30 },
    wrong: { operations: 'wrong', imagesPerSecond: 50 },
    dead: { run: 'SIGILL' },
    hung: { operations: 'hangs' },
    blind: { finder: 'SIGSEGV', imagesPerSecond: 10 },
    untimed: { work: ({ type }) => (type === 'benchmarked' ? 'SIGBUS' : undefined) },
    simd: { engine: 'wasm', imagesPerSecond: 90 },
    card: { engine: 'webgpu', forms, imagesPerSecond: 5 },
  });
  const log = createLogger(() => undefined);
  const engines = new ProvedEngines({ launch, folder: path(), log, candidates, silenceMs, times: true });
  const all = (await engines.list(3, 'again')).map(toProvedCandidate);
  const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 3 });
  const ofRun = (await engines.listForRun(config, 3)).map(toProvedCandidate);
  for (const printed of [...all, ...ofRun]) {
    expect(Object.keys(printed)).toEqual(keys);
    expect(JSON.parse(JSON.stringify(printed))).toEqual(printed);
    expect(printed.environment).toMatchObject({ STAND_IN: printed.settings, TF_NUM_INTRAOP_THREADS: '3' });
    if (printed.verdict === 'right') expect(printed.worstDeviation).toBe(1e-7);
    // One plain sentence.
    else expect(printed.reason).toMatch(/^[A-Z][^\n]*\.$/);
  }
  const facts = (printed: typeof all) =>
    Object.fromEntries(
      printed.map(({ settings, verdict, reason, chosen }) => [settings, { verdict, reason, chosen }]),
    );
  expect(facts(all)).toMatchObject({
    wrong: { verdict: 'wrong', reason: expect.stringContaining('40 %') },
    hung: { verdict: 'hung', reason: 'It hung over a convolution.' },
    blind: { verdict: 'right', reason: expect.stringContaining('SIGSEGV') },
  });
  expect(facts(ofRun)).toMatchObject({
    sound: { verdict: 'right', reason: null, chosen: false },
    swift: { verdict: 'right', chosen: true },
    dead: { verdict: 'died', reason: expect.stringContaining('SIGILL') },
    untimed: { verdict: 'right', reason: expect.stringMatching(/could not be timed.*SIGBUS/), chosen: false },
    simd: { verdict: 'right', chosen: false },
  });
  expect(ofRun.find(({ settings }) => settings === 'swift')).toMatchObject({
    mode: 'graph',
    imagesPerSecond: 30,
  });
  for (const list of [all, ofRun])
    expect(
      list.flatMap(({ settings, kernelForms }) => (kernelForms === null ? [] : [{ settings, kernelForms }])),
    ).toEqual([{ settings: 'card', kernelForms: forms }]);
  expect(all.every(({ mode, imagesPerSecond }) => mode === null && imagesPerSecond === null)).toBe(true);
});
