import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { withOwner } from '../../disk/abandoned-folders.ts';
import { planConfig, presets } from '../../presets/index.ts';
import type { ComputeTask, FromCompute } from '../../protocol/messages.ts';
import { rankVariables } from '../../protocol/ranks.ts';
import { createLogger } from '../base/log.ts';
import { computeProcesses } from '../compute-process/compute-processes.ts';
import { withRanks } from '../compute-process/launch-ranks.ts';
import { runTask } from '../compute-process/task.ts';
import { type Deed, type Failing, type StandIn, standInEngines } from '../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { ProvedEngines } from './proved-engines.ts';
import { provedLauncher } from './proved-launcher.ts';

/** So long that only what hangs is taken for hung, on a busy machine too. */
const silenceMs = 3_000;
const path = tempFolderPerTest();
const log = createLogger(() => undefined);
const words = { subject: 'It', next: 'Again.' };

function rig(standIns: Record<string, StandIn>, patienceMs?: number) {
  const { candidates, launch, begun } = standInEngines(standIns);
  const engines = new ProvedEngines({ launch, folder: path(), log, candidates, silenceMs });
  const compute = computeProcesses(
    provedLauncher(launch, engines, patienceMs),
    engines.refuseFinder.bind(engines),
  );
  /** Settings with which tasks were done, proofs left out. */
  const doneWith = () => begun.flatMap(({ settings, task }) => (task.type === 'prove' ? [] : [settings]));
  return { engines, compute, begun, doneWith };
}

const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 3 });
const directions: ComputeTask = {
  type: 'directions',
  engine: 'auto',
  threads: 1,
  generatorFile: 'none',
  config,
  method: 'pca',
  count: 2,
};
/** How a process looks whose library does what this processor cannot, and what people read of it. */
const deaths: Partial<Record<Failing, RegExp>> = {
  SIGFPE: /SIGFPE/,
  SIGILL: /SIGILL/,
  SIGSEGV: /SIGSEGV/,
  SIGBUS: /SIGBUS/,
  SIGABRT: /SIGABRT/,
  leaves: /ended before its work was done/,
};
const failings: [Failing, RegExp][] = Object.entries(deaths) as [Failing, RegExp][];
const deeds: [Deed, RegExp][] = [['wrong', /40 %/], ['hangs', /hung over/], ...failings];

describe.each(deeds)('a candidate whose proof ends as %s', (deed, reason) => {
  it('is stepped around by work', async () => {
    const { compute, doneWith, engines } = rig({ fast: { operations: deed }, slow: {} });
    await runTask(compute, directions, 'directions', words);
    expect(doneWith()).toEqual(['slow']);
    const [fast, slow] = await engines.list(1, 'no');
    expect(fast).toMatchObject({ verdict: { wrong: 'wrong', hangs: 'hung' }[deed as string] ?? 'died' });
    expect(fast.reason).toMatch(reason);
    expect(slow).toMatchObject({ verdict: 'right', chosen: true });
  });

  it('is stepped around by a run, in the end for WebAssembly', async () => {
    const { engines } = rig({
      onednn: { operations: deed },
      eigen: { run: deed },
      simd: { engine: 'wasm', run: deed },
      plain: { engine: 'wasm' },
    });
    const mode = { asked: 'auto', expected: 'graph' } as const;
    const chosen = await engines.forRun(config, 'auto', mode, 1);
    expect(chosen).toMatchObject({ candidate: { settings: 'plain' }, mode: 'eager' });
  });

  it('looks for no faces', async () => {
    const { engines } = rig({ fast: { finder: deed }, slow: {} });
    expect((await engines.forFaces('auto')).candidate.settings).toBe('slow');
  });
});

it('a finder that is wrong the second time only looks for no faces, and says so', async () => {
  const { engines } = rig({ fast: { finder: 'changes' }, slow: {} });
  expect((await engines.forFaces('auto')).candidate.settings).toBe('slow');
  const [fast] = await engines.list(1, 'missing');
  expect(fast).toMatchObject({ verdict: 'right', facesReason: expect.stringContaining('not the second') });
});

describe('a candidate that was right and dies at work', () => {
  const dies = (how: Failing): StandIn => ({
    work: ({ type }) => (type === 'directions' ? how : undefined),
  });

  it.each([...failings, ['hangs', /hung, and said nothing/] as [Failing, RegExp]])(
    'by %s hands its task on',
    async (how, reason) => {
      const { compute, doneWith } = rig({ fast: dies(how), slow: {} }, 300);
      const notes: (string | undefined)[] = [];
      const report = ({ note }: { note?: string | undefined }) => notes.push(note);
      await runTask(compute, directions, 'directions', { ...words, report });
      expect(doneWith()).toEqual(['fast', 'slow']);
      const told = notes.filter((note) => note?.startsWith('Engine fast is passed over. '));
      expect(told).toEqual([expect.stringMatching(reason)]);
      // It is remembered.
      await runTask(compute, directions, 'directions', words);
      expect(doneWith()).toEqual(['fast', 'slow', 'slow']);
    },
  );

  it('and says how its task ended before, has done it', async () => {
    const { compute, doneWith } = rig({
      fast: { work: ({ type }) => (type === 'ended' ? 'SIGSEGV' : undefined) },
      slow: {},
    });
    await runTask(compute, directions, 'directions', words);
    expect(doneWith()).toEqual(['fast']);
  });

  it('and all others with it: the task failed, and engines may be tried again', async () => {
    const { compute, doneWith } = rig({ fast: dies('SIGSEGV'), slow: dies('SIGSEGV') });
    const crash = { code: 'COMPUTE_CRASHED', message: expect.stringContaining('SIGSEGV') };
    for (let i = 1; i <= 2; i++)
      await expect(runTask(compute, directions, 'directions', words)).rejects.toMatchObject(crash);
    expect(doneWith()).toEqual(['fast', 'slow', 'fast', 'slow']);
  });

  it('was killed by a person or for want of memory: that says nothing of it', async () => {
    const { compute, doneWith } = rig({ fast: dies('SIGKILL'), slow: {} });
    for (let i = 0; i < 2; i++)
      await expect(runTask(compute, directions, 'directions', words)).rejects.toMatchObject({
        code: 'COMPUTE_CRASHED',
      });
    expect(doneWith()).toEqual(['fast', 'fast']);
  });
});

// Their host and they speak through a Unix socket.
describe.skipIf(process.platform === 'win32')('ranks that end too early', () => {
  const train: ComputeTask = {
    ...{ type: 'train', engine: 'auto', threads: 1, mode: 'graph', config },
    ...{ runDir: 'none', pixelsFile: 'none', checkpointIntervalSeconds: 60 },
  };

  /** Trains twice under a program in the place of mpirun, and sees that the engine stays; why each training ended. */
  async function trainUnder(mpirunScript: string, patienceMs?: number) {
    const mpirun = path('mpirun');
    writeFileSync(mpirun, `#!/bin/sh\n${mpirunScript}\n`, { mode: 0o755 });
    const { candidates, launch } = standInEngines({ fast: {}, slow: {} });
    const engines = new ProvedEngines({ launch, folder: path(), log, candidates, silenceMs });
    const start = { entry: 'none', mpirun, addon: 'none', log };
    const chosen: string[] = [];
    const passedOver: string[] = [];
    const run = () =>
      runTask(
        {
          launch: provedLauncher(withRanks(launch, start), engines, patienceMs),
          environmentFor: () => ({ [rankVariables.count]: '2' }),
        },
        train,
        'ended',
        {
          ...words,
          onSession(session) {
            session.on('chosen', ({ settings }) => chosen.push(settings));
            session.on('engine-failed', ({ title }) => passedOver.push(title));
          },
        },
      ).catch((error: unknown) => error);
    const failures = [await run(), await run()];
    expect(chosen).toEqual(['fast', 'fast']);
    expect(passedOver).toEqual([]);
    return failures;
  }

  const names = (end: string) =>
    `echo 'mpirun noticed that process rank 1 with PID 0 on node here exited on signal 9.' >&2; ${end}`;

  it.each([
    ['killed, as for want of memory', names('exit 137'), /rank 1 of 2 was killed/],
    ['killed, by an MPI with codes of its own', names('exit 9'), /rank 1 of 2 was killed/],
    ['cut off, so that MPI gave up', names('kill -ABRT $$'), /rank 1 of 2 was killed/],
    ['ended by an MPI that names none', 'exit 255', /stopped unexpectedly/],
  ])('leave their engine as it was: %s', async (_, script, message) => {
    for (const failure of await trainUnder(script))
      expect(failure).toMatchObject({ code: 'COMPUTE_CRASHED', message: expect.stringMatching(message) });
  });

  it('leave their engine as it was: no word from a training whose ranks wait for each other', async () => {
    for (const failure of await trainUnder('exec sleep 60', 300))
      expect(failure).toMatchObject({ message: expect.stringContaining('said nothing') });
  });

  it('leave their engine as it was: the path of TMPDIR is too long for a socket', async () => {
    const long = path('x'.repeat(100));
    mkdirSync(long);
    vi.stubEnv('TMPDIR', long);
    try {
      for (const failure of await trainUnder('exec sleep 60'))
        expect(failure).toMatchObject({ message: expect.stringContaining('socket could not be opened') });
    } finally {
      vi.unstubAllEnvs();
    }
    expect(readdirSync(long)).toEqual([]);
  });

  it('leave a folder that the next training removes, where their host was killed as well', async () => {
    const { pid } = spawnSync('true');
    const left = withOwner('ranks-').replace(`-${process.pid}-`, `-${pid}-`);
    mkdirSync(path(`${left}a1b2c3`));
    vi.stubEnv('TMPDIR', path());
    try {
      await trainUnder('exit 1');
      await vi.waitFor(() => expect(readdirSync(path()).join()).not.toContain('ranks-'), {
        timeout: 300_000,
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('work that sees faces', () => {
  const tasks: [string, ComputeTask, FromCompute['type']][] = [true, false].flatMap((hasFaces) => [
    [
      `evaluate, ${hasFaces ? 'of faces' : 'of digits'}`,
      {
        ...{ type: 'evaluate', engine: 'auto', threads: 1, generatorFile: 'none', config },
        ...{ hasFaces, count: 1, seed: 0, judge: false, pixelsMissing: 'There are none.' },
      },
      'evaluated',
    ],
    [
      `find-copies, ${hasFaces ? 'of faces' : 'of digits'}`,
      { type: 'find-copies', engine: 'auto', threads: 1, files: ['a'], pixelsFile: 'none', hasFaces },
      'found-copies',
    ],
  ]);

  it.each(tasks)('%s uses only what finds a face rightly', async (name, task, answer) => {
    const { compute, doneWith } = rig({ fast: { finder: 'wrong' }, slow: {} });
    await runTask(compute, task, answer, words);
    expect(doneWith().at(-1)).toBe(name.endsWith('of faces') ? 'slow' : 'fast');
  });

  it('scores of a training, too', async () => {
    const { engines } = rig({ fast: { finder: 'SIGFPE' }, slow: {} });
    const scored = await engines.forWork({ name: 'score', seesFaces: true }, 'auto', 1);
    expect(scored.candidate.settings).toBe('slow');
  });
});

it('proves everything of an engine afresh when its library is another one than was proved', async () => {
  const standIns: Record<string, StandIn> = { fast: {}, slow: {} };
  const { compute, begun, engines } = rig(standIns);
  await runTask(compute, directions, 'directions', words);
  const types = () => begun.splice(0).map(({ task, settings }) => `${task.type} ${settings}`);
  expect(types()).toEqual(['prove fast', 'directions fast']);
  standIns['fast'] = { version: '2', operations: 'wrong' };
  await runTask(compute, directions, 'directions', words);
  expect(types()).toEqual(['directions fast', 'prove fast', 'prove slow', 'directions slow']);
  expect(await engines.whyNot('fast', 1)).toContain('40 %');
});

it('takes the next engine where the library of one is gone that was proved here', async () => {
  const standIns: Record<string, StandIn> = { fast: { engine: 'tensorflow' }, slow: { engine: 'wasm' } };
  const { compute, begun, engines } = rig(standIns);
  await runTask(compute, directions, 'directions', words);
  standIns['fast'] = { engine: 'tensorflow', isMissing: true };
  const types = () => begun.splice(0).map(({ task, settings }) => `${task.type} ${settings}`);
  expect(types()).toEqual(['prove fast', 'directions fast']);
  await runTask(compute, directions, 'directions', words);
  expect(types()).toEqual(['directions fast', 'prove slow', 'directions slow']);
  await runTask(compute, directions, 'directions', words);
  expect(types()).toEqual(['directions slow']);
  const [fast] = await engines.list(1, 'no');
  expect(fast).toMatchObject({ settings: 'fast', verdict: 'unavailable', reason: 'It is not set up.' });
  // Another installation of the same user has the library, and goes by the same records.
  const other = new ProvedEngines({ ...standInEngines({ fast: {} }), folder: path(), log });
  expect(await other.list(1, 'no')).toMatchObject([{ settings: 'fast', verdict: 'right' }]);
  await expect(
    runTask(compute, { ...directions, engine: 'tensorflow' }, 'directions', words),
  ).rejects.toMatchObject({
    code: 'ENGINE_UNAVAILABLE',
    data: { subject: expect.stringContaining('not set up') },
  });
});

it('ends a task that is stopped while its engine is proved', async () => {
  const { compute } = rig({ slow: { operations: 'hangs' } });
  const process = compute.launch({});
  const seen: FromCompute['type'][] = [];
  process.onMessage(({ type }) => seen.push(type));
  const exit = new Promise((resolve) => process.onExit(resolve));
  process.send({ type: 'task', task: directions });
  process.send({ type: 'stop', reason: 'pause' });
  expect(await exit).toMatchObject({ code: 0 });
  expect(seen.at(-1)).toBe('ended');
});

it('ends the proof of a finder that nobody waits for any more, and remembers nothing of it', async () => {
  const standIns: Record<string, StandIn> = { fast: { finder: 'hangs' } };
  const { candidates, launch, begun } = standInEngines(standIns);
  // Long enough that the proof is not given up as hung before its asker gives up.
  const engines = new ProvedEngines({ launch, folder: path(), log, candidates, silenceMs: 30_000 });
  const impatient = new AbortController();
  const asked = engines.forFaces('auto', [], { signal: impatient.signal }).catch((error: unknown) => error);
  await vi.waitFor(() => expect(begun).toHaveLength(1), { timeout: 300_000 });
  impatient.abort(new Error('enough'));
  expect(await asked).toMatchObject({ message: 'enough' });
  standIns['fast'] = {};
  await expect(engines.forFaces('auto')).resolves.toMatchObject({ candidate: { settings: 'fast' } });
});

it('makes a proof that somebody else began and gave up', async () => {
  const { engines } = rig({ slow: {} });
  const impatient = new AbortController();
  const work = { name: 'sample', seesFaces: false };
  const first = engines
    .forWork(work, 'auto', 1, { signal: impatient.signal })
    .catch((error: unknown) => error);
  const second = engines.forWork(work, 'auto', 1);
  await new Promise((resolve) => setImmediate(resolve));
  impatient.abort(new Error('enough'));
  await expect(second).resolves.toMatchObject({ candidate: { settings: 'slow' } });
  expect(await first).toMatchObject({ message: 'enough' });
});

it('records a run with the kernels that the proof of its card found fastest, as long as that is remembered', async () => {
  const forms = { filter: 'wide-tiles', input: 'registers' } as const;
  const task: ComputeTask = {
    ...{ type: 'bench', engine: 'webgpu', threads: 1, config, mode: 'graph', profile: false },
    ...{ warmupSteps: 1, steps: 1, limitSeconds: 1 },
  };
  const { candidates, launch, begun } = standInEngines({ card: { engine: 'webgpu', forms } });
  const folder = path();
  for (let opened = 0; opened < 2; opened++) {
    const engines = new ProvedEngines({ launch, folder, log, candidates, silenceMs });
    await runTask(computeProcesses(provedLauncher(launch, engines)), task, 'benchmarked', words);
  }
  const seen = begun.map(({ task: { type, forms: given } }) => ({ type, given }));
  expect(seen).toEqual([
    // Its operations, to begin with; then this very run.
    { type: 'prove', given: undefined },
    { type: 'prove', given: forms },
    { type: 'bench', given: forms },
    { type: 'bench', given: forms },
  ]);
});
