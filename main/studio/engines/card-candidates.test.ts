import { describe, expect, it } from 'vitest';
import type { JudgedCard } from '../../contract/system/graphics-cards.ts';
import { drawnLibrary } from '../testing/drawn-library.ts';
import { jobEnd } from '../testing/open-test-studio.ts';
import { type StandIn, standInEngines } from '../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { candidatesHere } from './candidates.ts';
import { cardCandidates } from './card-candidates.ts';
import { allowed } from './choices.ts';

const card = (index: number, change: Partial<JudgedCard> = {}): JudgedCard => ({
  index,
  uuid: `GPU-0000000${index}-62b1-4b0a-9d3f-3d2f1f4d8a10`,
  name: `NVIDIA Card ${index}`,
  driver: '550.54.14',
  computeCapability: '8.6',
  slices: [],
  fits: true,
  ...change,
});
const onCards = (...cards: JudgedCard[]) => cardCandidates({ cards, fits: true, reason: '' });
const settingsOf = (candidates: readonly { settings: string }[]) =>
  candidates.map(({ settings }) => settings);

describe('the candidates of cards', () => {
  it('are TF32 and exact float32, and see their card alone', () => {
    const [rounded, exact] = onCards(card(1));
    expect(rounded).toMatchObject({
      settings: 'cuda-tf32 GPU-00000001',
      title: 'TensorFlow on NVIDIA Card 1, TF32',
      isRounded: true,
      modes: ['graph', 'graph+xla'],
      environment: { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '1' },
    });
    expect(rounded.environment).not.toHaveProperty('NVIDIA_TF32_OVERRIDE');
    expect(exact).toMatchObject({
      settings: 'cuda-float32 GPU-00000001',
      environment: { CUDA_VISIBLE_DEVICES: '1', NVIDIA_TF32_OVERRIDE: '0' },
    });
    expect(exact.isRounded).toBeUndefined();
  });

  it('do not round on cards before Ampere', () => {
    expect(settingsOf(onCards(card(0, { computeCapability: '7.5' })))).toEqual(['cuda-float32 GPU-00000000']);
  });

  it('are those of each card that fits, and of each slice', () => {
    const slices = [
      { uuid: 'MIG-a-1', name: '3g.20gb' },
      { uuid: 'MIG-b-2', name: '1g.5gb' },
    ];
    const candidates = onCards(
      card(0),
      card(1, { fits: false, reason: 'It is too old.' }),
      card(2, { slices }),
    );
    expect(new Set(candidates.map(({ device }) => device?.uuid))).toEqual(
      new Set([card(0).uuid, 'MIG-a-1', 'MIG-b-2']),
    );
    expect(candidates.at(-1)?.environment['CUDA_VISIBLE_DEVICES']).toBe('MIG-b-2');
    expect(new Set(settingsOf(candidates)).size).toBe(candidates.length);
  });

  it('come before those of the processor, whose settings stay', () => {
    const all = candidatesHere({}, onCards(card(0)));
    expect(settingsOf(all)).toEqual([...settingsOf(onCards(card(0))), ...settingsOf(candidatesHere({}))]);
  });
});

describe('what the user wants to compute on', () => {
  const all = candidatesHere({}, onCards(card(0), card(1)));
  const left = (device: string, exactFloat32 = false, halfPrecision = false) =>
    settingsOf(allowed(all, 'tensorflow', { device, exactFloat32, halfPrecision }));

  it('is whatever there is', () => expect(left('auto')).toHaveLength(7));
  it('is the processor', () => expect(left('processor')).toEqual(['onednn', 'onednn-avx2', 'eigen']));
  it('is one of the cards', () =>
    expect(left(card(1).uuid)).toEqual(['cuda-tf32 GPU-00000001', 'cuda-float32 GPU-00000001']));
  it('is a card that has gone: whatever there is', () => expect(left('GPU-gone')).toHaveLength(7));
  it('is exact float32', () => expect(left(card(1).uuid, true)).toEqual(['cuda-float32 GPU-00000001']));
  it('is half precision as well, which is off unless it is allowed', () => {
    expect(left(card(1).uuid, false, true)).toContain('cuda-bfloat16 GPU-00000001');
    expect(left(card(1).uuid, true, true)).toEqual(['cuda-float32 GPU-00000001']);
  });
  it('leaves WebAssembly as the last resort', () =>
    expect(
      settingsOf(allowed(all, 'auto', { device: card(0).uuid, exactFloat32: true, halfPrecision: false })),
    ).toEqual(['cuda-float32 GPU-00000000', 'simd', 'plain']));
});

const path = tempFolderPerTest();
const library = drawnLibrary();

/** Trains a short run over engines that only decide, timed by what they say; returns what it was trained with. */
async function trainedWith(standIns: Record<string, StandIn>): Promise<string | undefined> {
  const { candidates, launch } = standInEngines(standIns);
  const before = process.env['FACELOOM_ENGINE_CHOICE'];
  delete process.env['FACELOOM_ENGINE_CHOICE'];
  await using test = await library.open({
    launchCompute: launch,
    engineCache: path('cache'),
    engineCandidates: candidates,
  });
  if (before !== undefined) process.env['FACELOOM_ENGINE_CHOICE'] = before;
  const { datasetId } = test;
  const { runId, jobId } = await test.client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.2 });
  expect(await jobEnd(test.client, jobId)).toMatchObject({ state: 'done' });
  return (await test.client.runs.get({ id: runId })).engineSettings;
}

describe('of planted cards', () => {
  const processor: StandIn = { imagesPerSecond: 100 };

  it('the fast and right one is chosen', async () => {
    expect(await trainedWith({ card: { imagesPerSecond: 900 }, onednn: processor })).toBe('card');
  });

  it.each<[string, StandIn]>([
    ['computes an operation wrongly', { operations: 'wrong', imagesPerSecond: 900 }],
    ['makes a wrong first step', { run: 'wrong', imagesPerSecond: 900 }],
    ['dies in its proof', { operations: 'SIGSEGV', imagesPerSecond: 900 }],
    ['is slower than the processor, as with a small network', { imagesPerSecond: 60 }],
  ])('one that %s is not chosen', async (_what, planted) => {
    expect(await trainedWith({ card: planted, onednn: processor })).toBe('onednn');
  });

  it('exact float32 is chosen where TF32 is wrong', async () => {
    const standIns = {
      tf32: { run: 'wrong', imagesPerSecond: 900 },
      exact: { imagesPerSecond: 700 },
    } as const;
    expect(await trainedWith({ ...standIns, onednn: processor })).toBe('exact');
  });
});

describe('WebGPU', () => {
  const here = candidatesHere({});
  const both = ['webgpu', 'webgpu-second'];
  const anything = { device: 'auto', exactFloat32: false, halfPrecision: false } as const;

  it('is taken by who asks for it, wherever else the user computes', () => {
    for (const device of ['auto', 'processor', 'GPU-00000001'])
      expect(settingsOf(allowed(here, 'webgpu', { ...anything, device }))).toEqual(both);
  });

  it('comes after TensorFlow and before WebAssembly, unless the user chose the processor or another card', () => {
    const taken = (device: string) => settingsOf(allowed(here, 'auto', { ...anything, device }));
    const order = [...taken('auto')];
    expect(order.indexOf('webgpu')).toBe(order.lastIndexOf('eigen') + 1);
    expect(order.slice(order.indexOf('webgpu'))).toEqual([...both, 'simd', 'plain']);
    expect(taken('processor')).toEqual(order.filter((settings) => !both.includes(settings)));
    const withCard = [...onCards(card(0)), ...here];
    expect(settingsOf(allowed(withCard, 'auto', { ...anything, device: card(0).uuid }))).not.toContain(
      'webgpu',
    );
  });

  it('is never taken by itself where it may be software', () => {
    const software = candidatesHere({ FACELOOM_WEBGPU_SOFTWARE: '1' });
    expect(settingsOf(allowed(software, 'auto', anything))).not.toContain('webgpu');
    expect(settingsOf(allowed(software, 'webgpu', anything))).toEqual(both);
  });
});
