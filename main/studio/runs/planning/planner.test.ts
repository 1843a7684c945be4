import { afterEach, expect, it } from 'vitest';
import type { DatasetId } from '../../../contract/ids.ts';
import type { BenchTask } from '../../../protocol/bench.ts';
import type { FromCompute } from '../../../protocol/messages.ts';
import type { ComputeExit, ComputeLauncher } from '../../compute-process/compute-launcher.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd, type TestStudio } from '../../testing/open-test-studio.ts';
import { scriptedCompute } from '../../testing/scripted-compute.ts';

const library = drawnLibrary();
let open: TestStudio | undefined;
afterEach(async () => {
  await open?.[Symbol.asyncDispose]();
  open = undefined;
});

/** What was measured, in order. */
let measured: BenchTask['config'][] = [];

/**
 * A machine whose training processes hold `bytesPerPicture`, and are killed when that is more than `killedAbove`; with
 * `isStuck` they never come to an end. All but the measuring is scripted.
 */
function machine(
  bytesPerPicture: number,
  { killedAbove = Number.POSITIVE_INFINITY, isStuck = false } = {},
): ComputeLauncher {
  return (env) => {
    const scripted = scriptedCompute(env);
    let tell: (message: FromCompute) => void = () => undefined;
    let exit: (exit: ComputeExit) => void = () => undefined;
    const killed = { code: null, signal: 'SIGKILL', errorTail: '' };
    const measure = ({ config }: BenchTask) => {
      measured.push(config);
      const memoryBytes = (config.batchSize / config.microBatches) * bytesPerPicture;
      if (isStuck) return;
      if (memoryBytes > killedAbove) return exit(killed);
      tell({ type: 'ready', engine: 'wasm', version: '0', threads: 1, passedOver: [] });
      tell({
        type: 'benchmarked',
        engine: 'wasm',
        mode: 'eager',
        compileSeconds: 0,
        kernelsPerStep: 1,
        imagesPerSecond: 10,
        msPerStep: 1,
        memoryBytes,
      });
      tell({ type: 'ended', reason: 'done' });
      exit({ code: 0, signal: null, errorTail: '' });
    };
    return {
      pid: undefined,
      kill: () => exit(killed),
      send(message) {
        if (message.type === 'task' && message.task.type === 'bench') {
          const { task } = message;
          setImmediate(() => measure(task));
        } else scripted.send(message);
      },
      onMessage(listener) {
        tell = listener;
        scripted.onMessage(listener);
      },
      onExit(listener) {
        exit = listener;
        scripted.onExit(listener);
      },
    };
  };
}

async function planOn(
  launchCompute: ComputeLauncher,
  freeBytes: number,
  preset: 'high-128' | 'classic-dcgan',
) {
  measured = [];
  const test = await library.open({ launchCompute, freeMemory: () => freeBytes });
  open = test;
  const { client, datasetId: id } = test;
  const job = await jobEnd(client, (await client.runs.plan({ datasetId: id, preset })).jobId);
  return { client, id, job, plan: job.result?.kind === 'plan' ? job.result.plan : undefined };
}
const GB = 1e9;

it('makes the batch smaller before it is measured when it is likely to be too large', async () => {
  const { plan } = await planOn(machine(0.05 * GB), 5 * GB, 'high-128');
  expect(plan?.config.batchSize).toBe(32);
  expect(plan?.config.microBatches).toBeGreaterThan(1);
  expect(measured).toHaveLength(1);
  expect(plan?.adjustments).toMatchObject([{ key: 'microBatches', to: plan?.config.microBatches }]);
  expect(plan?.freeMemoryBytes).toBe(5 * GB);
});

it('makes it smaller still when more was held than was thought', async () => {
  const { plan } = await planOn(machine(GB), 8 * GB, 'high-128');
  expect(measured.length).toBeGreaterThan(1);
  const held = GB * (32 / (plan?.config.microBatches ?? 1));
  expect(held).toBeLessThanOrEqual(0.9 * 8 * GB);
  expect(plan?.measurement.memoryBytes).toBeCloseTo(held);
});

it('halves the batch of a preset with batch norm, and tries once more after a process was killed', async () => {
  const { plan } = await planOn(machine(0.1 * GB, { killedAbove: 5 * GB }), 16 * GB, 'classic-dcgan');
  expect(measured.map(({ batchSize }) => batchSize)).toEqual([64, 32]);
  expect(plan?.config).toMatchObject({ batchSize: 32, microBatches: 1 });
});

it('says when nothing fits', async () => {
  const { job } = await planOn(machine(GB), 3 * GB, 'high-128');
  expect(job).toMatchObject({ state: 'failed', error: { code: 'MEMORY_SHORT' } });
});

it('starts a run with a batch that fits, says so, and leaves one that was chosen by hand', async () => {
  const { client, id } = await planOn(machine(0.05 * GB), 5 * GB, 'high-128');
  const start = async (datasetId: DatasetId, batchSize?: number) => {
    const { runId } = await client.runs.start({
      datasetId,
      preset: 'high-128',
      ...(batchSize === undefined ? {} : { hyperParameters: { batchSize } }),
    });
    await client.runs.stop({ id: runId });
    return client.runs.get({ id: runId });
  };
  const run = await start(id);
  expect(run.config.microBatches).toBeGreaterThan(1);
  const { timeline } = await client.runs.history({ id: run.id });
  expect(timeline).toContainEqual(expect.objectContaining({ kind: 'adjusted' }));
  expect((await start(id, 16)).config).toMatchObject({ batchSize: 16, microBatches: 1 });
});

it('is what a run goes by that starts after it, though estimates said something else', async () => {
  const { client, id: datasetId, plan } = await planOn(machine(GB), 8 * GB, 'high-128');
  const choices = { datasetId, preset: 'high-128' } as const;
  const preview = await client.runs.preview({ ...choices, maxKimg: 5 });
  expect(preview.adjustments).toEqual(plan?.adjustments);
  expect(preview.measurement).toEqual(plan?.measurement);
  expect(preview.config.microBatches).toBe(plan?.config.microBatches);
  const { runId } = await client.runs.start(choices);
  await client.runs.stop({ id: runId });
  expect((await client.runs.get({ id: runId })).config.microBatches).toBe(plan?.config.microBatches);
  // Other steps were not planned.
  const other = await client.runs.preview({ ...choices, resolution: 64 });
  expect(other.measurement).toBeUndefined();
  expect(other.config.microBatches).not.toBe(plan?.config.microBatches);
});

it('fits the runs of a sweep too, and each says so', async () => {
  const { client, id: datasetId } = await planOn(machine(0.05 * GB), 5 * GB, 'high-128');
  const { groupId, runs } = await client.sweeps.start({
    datasetId,
    preset: 'high-128',
    axis: 'seed',
    values: [1, 2],
  });
  await client.sweeps.stop({ id: groupId });
  for (const { runId } of runs) {
    expect((await client.runs.get({ id: runId })).config.microBatches).toBeGreaterThan(1);
    const { timeline } = await client.runs.history({ id: runId });
    expect(timeline).toContainEqual(expect.objectContaining({ kind: 'adjusted' }));
  }
});

it('is cancelled like any job, and lets runs begin that were started meanwhile', async () => {
  const test = await library.open({ launchCompute: machine(1, { isStuck: true }) });
  open = test;
  const { client, datasetId } = test;
  const { jobId } = await client.runs.plan({ datasetId, preset: 'draft-32' });
  await expect(client.runs.plan({ datasetId, preset: 'draft-32' })).rejects.toMatchObject({
    code: 'MACHINE_BUSY',
  });
  const started = await client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.1 });
  expect((await client.runs.get({ id: started.runId })).state).toBe('queued');
  await client.jobs.cancel({ id: jobId });
  expect(await jobEnd(client, jobId)).toMatchObject({ state: 'cancelled' });
  await jobEnd(client, started.jobId);
  expect((await client.runs.get({ id: started.runId })).state).toBe('finished');
});
