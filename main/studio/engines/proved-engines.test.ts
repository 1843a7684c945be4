import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { planConfig, presets } from '../../presets/index.ts';
import { createLogger } from '../base/log.ts';
import { forkCompute } from '../compute-process/fork-compute.ts';
import { type StandIn, standInEngines } from '../testing/stand-in-engines.ts';
import type { Candidate } from './candidates.ts';
import { candidatesHere } from './candidates.ts';
import { proveCandidate } from './prove-candidate.ts';
import { ProvedEngines } from './proved-engines.ts';

const entry = fileURLToPath(new URL('../../compute/testing/faulty-main.ts', import.meta.url));
const log = createLogger(() => undefined);
const launch = forkCompute(entry, log);
const folder = () => mkdtempSync(join(tmpdir(), 'faceloom-proofs-'));

const broken = (fault: string): Candidate => ({
  engine: 'wasm',
  settings: `broken-${fault}`,
  title: `An engine with ${fault}`,
  environment: { FACELOOM_TEST_FAULT: fault },
  modes: ['eager'],
});
const drawing = { name: 'sample', seesFaces: false };
const subject = { kind: 'operations', extent: 'quick' } as const;

describe('a candidate that cannot finish its proof', () => {
  it.each(['SIGFPE', 'SIGILL', 'SIGSEGV'])('died by %s, and is said over what', async (signal) => {
    const record = await proveCandidate(broken(signal), subject, { launch, threads: 1 });
    expect(record).toMatchObject({ verdict: 'died' });
    expect(record.reason).toMatch(new RegExp(`^It died over convolution of .*${signal}`));
  });

  it('hung', async () => {
    const record = await proveCandidate(broken('hang'), subject, { launch, threads: 1, silenceMs: 6_000 });
    expect(record).toMatchObject({
      verdict: 'hung',
      reason: expect.stringMatching(/^It hung over convolution of/),
    });
  });
});

it('remembers what it proved, and forgets nothing when it is opened again', async () => {
  const { candidates, launch: standIns, begun } = standInEngines({ bad: { operations: 'SIGFPE' }, fine: {} });
  const options = { launch: standIns, folder: folder(), log, candidates };
  for (let i = 0; i < 2; i++) {
    const engines = new ProvedEngines(options);
    expect((await engines.forWork(drawing, 'auto', 1)).candidate.settings).toBe('fine');
    expect(await engines.whyNot('bad', 1)).toMatch(/SIGFPE/);
    expect(begun).toHaveLength(2);
  }
});

it('does without a card that its driver no longer lists, and takes it again when it is back', async () => {
  const device = { uuid: 'GPU-1', name: 'RTX 3060', driver: '550.54.14' };
  const { candidates, launch: standIns } = standInEngines({
    card: { engine: 'wasm', device },
    processor: { engine: 'wasm' },
  });
  let listed = ['GPU-1'];
  const devicesNow = async () => listed;
  const engines = new ProvedEngines({ launch: standIns, folder: folder(), log, candidates, devicesNow });
  const taken = async () => (await engines.forWork(drawing, 'auto', 1)).candidate.settings;
  expect(await taken()).toBe('card');
  listed = [];
  expect(await taken()).toBe('processor');
  listed = ['GPU-1'];
  expect(await taken()).toBe('card');
});

it('remembers for as long as it lives where the folder cannot be written', async () => {
  const { candidates, launch: standIns, begun } = standInEngines({ fine: {} });
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  const engines = new ProvedEngines({ launch: standIns, folder: file, log, candidates });
  for (let i = 0; i < 2; i++) await engines.forWork(drawing, 'auto', 1);
  expect(begun).toHaveLength(1);
  await engines.refuse('fine', 'It was wrong.', 1);
  await expect(engines.forWork(drawing, 'auto', 1)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
});

it('refuses what turned out wrong at work, for everything, until it is proved anew', async () => {
  const { candidates, launch: standIns } = standInEngines({ fine: {} });
  const engines = new ProvedEngines({ launch: standIns, folder: folder(), log, candidates });
  await engines.refuse('fine', 'It was wrong at work.', 1);
  await expect(engines.forWork(drawing, 'auto', 1)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  await expect(engines.forFaces('auto')).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  await engines.list(1, 'again');
  await expect(engines.forWork(drawing, 'auto', 1)).resolves.toBeDefined();
  await expect(engines.forFaces('auto')).resolves.toBeDefined();
});

describe('what the user set in the environment', () => {
  it.each([
    ['tensorflow', 'TF_ENABLE_ONEDNN_OPTS', '0'],
    ['tensorflow', 'ONEDNN_MAX_CPU_ISA', 'AVX2'],
    ['wasm', 'FACELOOM_WASM_SIMD', '0'],
  ] as const)('is the only way to run %s, by %s, and is shown', (engine, name, value) => {
    const candidates = candidatesHere({ [name]: value });
    const own = candidates.filter((candidate) => candidate.engine === engine);
    expect(own).toMatchObject([{ environment: { [name]: value } }]);
    expect(own[0].title).toContain(`${name}=${value}`);
    const others = candidates.filter((candidate) => candidate.engine !== engine);
    expect(others).toEqual(candidatesHere({}).filter((candidate) => candidate.engine !== engine));
  });

  it('is proved all the same, and passed over where it is wrong', async () => {
    const [own] = candidatesHere({ TF_ENABLE_ONEDNN_OPTS: '1', DNNL_MAX_CPU_ISA: 'SSE41' });
    const { candidates, launch: standIns } = standInEngines({
      ...{ [own.settings]: { operations: 'wrong' }, simd: {} },
    });
    const engines = new ProvedEngines({ launch: standIns, folder: folder(), log, candidates });
    expect((await engines.forWork(drawing, 'auto', 1)).candidate.settings).toBe('simd');
    expect(await engines.whyNot(own.settings, 1)).toContain('40 %');
  });
});

describe('of several right candidates', () => {
  const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 3 });
  const choose = async (standIns: Record<string, StandIn>, times: boolean) => {
    const { begun, ...options } = standInEngines(standIns);
    const engines = new ProvedEngines({ ...options, folder: folder(), log, times });
    const mode = { asked: 'auto', expected: 'graph' } as const;
    const { candidate } = await engines.forRun(config, 'auto', mode, 1);
    return { settings: candidate.settings, isTimed: begun.some(({ task }) => task.type === 'bench') };
  };

  it('takes the fastest, or the first where FACELOOM_ENGINE_CHOICE says so', async () => {
    const two = { first: {}, second: { imagesPerSecond: 900 } };
    expect(await choose(two, true)).toEqual({ settings: 'second', isTimed: true });
    expect(await choose(two, false)).toEqual({ settings: 'first', isTimed: false });
  });

  it('times none when it is the only one', async () => {
    const one = { bad: { operations: 'wrong' }, good: {} } as const;
    expect(await choose(one, true)).toEqual({ settings: 'good', isTimed: false });
  });
});

describe('what trains and does nothing else', () => {
  const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 3 });
  const mode = { asked: 'auto', expected: 'graph' } as const;

  /** Engines of which the one on a card trains only; it takes part by itself or on request. */
  const openWith = (standIns: Record<string, StandIn>, isOnRequest: boolean) => {
    const { candidates: all, launch: standInLaunch } = standInEngines(standIns);
    const candidates = all.map((each) =>
      each.engine === 'webgpu' ? { ...each, trainsOnly: true, isOnRequest } : each,
    );
    return new ProvedEngines({ launch: standInLaunch, folder: folder(), log, candidates, times: false });
  };
  const onCard: StandIn = { engine: 'webgpu' };

  it('is taken for a run that asks for its engine, and for nothing else', async () => {
    const engines = openWith({ everywhere: {}, onCard }, false);
    const settingsFor = async (engine: 'auto' | 'webgpu') =>
      (await engines.forRun(config, engine, mode, 1)).candidate.settings;
    expect(await settingsFor('auto')).toBe('everywhere');
    expect(await settingsFor('webgpu')).toBe('onCard');
    expect((await engines.forWork(drawing, 'webgpu', 1)).candidate.settings).toBe('everywhere');
    expect((await engines.forFaces('webgpu')).candidate.settings).toBe('everywhere');
    expect((await engines.list(1, 'missing')).filter(({ chosen }) => chosen)).toMatchObject([
      { settings: 'everywhere' },
    ]);
  });

  it('trains by itself where no TensorFlow is right, before WebAssembly, unless it is there on request', async () => {
    const standIns = {
      onednn: { operations: 'wrong', finder: 'wrong' },
      onCard,
      simd: { engine: 'wasm' },
    } as const;
    const trained = async (isOnRequest: boolean) =>
      (await openWith(standIns, isOnRequest).forRun(config, 'auto', mode, 1)).candidate.settings;
    expect(await trained(false)).toBe('onCard');
    expect(await trained(true)).toBe('simd');
    const engines = openWith(standIns, false);
    expect((await engines.forWork(drawing, 'auto', 1)).candidate.settings).toBe('simd');
    expect((await engines.forFaces('auto')).candidate.settings).toBe('simd');
  });
});
