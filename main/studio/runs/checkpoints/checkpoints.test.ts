import { appendFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatasetId, RunId } from '../../../contract/ids.ts';
import type { RunEvent } from '../../../contract/runs/runs.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { assertWhole, generatorFile, trainingFile } from '../../../protocol/checkpoint-files.ts';
import { EventBus } from '../../base/events.ts';
import { createLogger } from '../../base/log.ts';
import type { ComputeProcess } from '../../compute-process/compute-launcher.ts';
import { openLibrary } from '../../library/library.ts';
import { SettingsStore } from '../../library/settings.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd, type TestStudio } from '../../testing/open-test-studio.ts';
import { writeScriptedCheckpoint } from '../../testing/scripted-checkpoint.ts';
import { scriptedCompute } from '../../testing/scripted-compute.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { RunFeed } from '../run-feed.ts';
import { RunStore } from '../store/run-store.ts';
import { SeriesStore } from '../store/series-store.ts';
import { Checkpoints } from './checkpoints.ts';

vi.mock('../../../protocol/checkpoint-files.ts', async (original) => {
  const module = await original<typeof import('../../../protocol/checkpoint-files.ts')>();
  return { ...module, assertWhole: vi.fn(module.assertWhole) };
});

/** A run over a scripted compute process, which saves one checkpoint whenever it pauses. */
describe('checkpoints of a run', () => {
  const library = drawnLibrary();
  let open: TestStudio;
  let id: RunId;
  let folder: string;
  let processes: ComputeProcess[];

  beforeEach(async () => {
    processes = [];
    const drawn = await library.open({
      launchCompute: (env) => {
        const process = scriptedCompute(env);
        processes.push(process);
        return process;
      },
    });
    open = drawn;
    const started = await open.client.runs.start({
      datasetId: drawn.datasetId,
      preset: 'draft-32',
      maxKimg: 1000,
    });
    id = started.runId;
    folder = join(open.libraryDir, 'runs', id, 'checkpoints');
    await trainAndPause();
  });
  afterEach(() => open[Symbol.asyncDispose]());

  /** Lets the run make some steps and save a checkpoint, whose name it returns. */
  async function trainAndPause(): Promise<string> {
    const { nimg } = await open.client.runs.get({ id });
    const isFurther = (event: RunEvent) =>
      event.type === 'steps' && event.rows.some((row) => row.nimg > nimg);
    for await (const event of await open.client.runs.watch({ id })) if (isFurther(event)) break;
    await open.client.runs.pause({ id });
    return (await names())[0];
  }
  async function resumeAndPause(): Promise<string> {
    await open.client.runs.resume({ id });
    return trainAndPause();
  }
  /** Resumes the run, and returns what those who watch it hear until it makes steps. */
  async function resumeUntilSteps(): Promise<RunEvent[]> {
    const heard: RunEvent[] = [];
    for await (const event of await open.client.runs.watch({ id })) {
      if (heard.length === 0) await open.client.runs.resume({ id });
      heard.push(event);
      if (event.type === 'steps') break;
    }
    return heard;
  }
  const list = () => open.client.runs.checkpoints({ id });
  const names = async () => (await list()).map(({ name }) => name);
  const timeline = async () => (await open.client.runs.history({ id })).timeline;
  const damage = (name: string) => appendFileSync(join(folder, name, 'training.safetensors'), 'x');

  it('keeps the newest two and the pinned ones; what is unpinned goes with the next', async () => {
    const first = (await names())[0];
    await open.client.runs.pin({ id, checkpoint: first, isPinned: true });
    const [second, third] = [await resumeAndPause(), await resumeAndPause()];
    expect((await list()).map(({ name, isPinned }) => [name, isPinned])).toEqual([
      [third, false],
      [second, false],
      [first, true],
    ]);
    await open.client.runs.pin({ id, checkpoint: first, isPinned: false });
    await open.client.runs.pin({ id, checkpoint: first, isPinned: false });
    expect((await timeline()).filter(({ kind }) => kind === 'pinned')).toMatchObject([
      { nimg: Number(first), sentence: expect.stringContaining('pinned: it is kept') },
      { nimg: Number(first), sentence: expect.stringContaining('no longer pinned') },
    ]);
    const fourth = await resumeAndPause();
    expect(await names()).toEqual([fourth, third]);
  });

  it('keeps as many as the settings say', async () => {
    await open.client.system.settings({ keptCheckpoints: 3 });
    const made = [(await names())[0]];
    for (let i = 0; i < 3; i++) made.unshift(await resumeAndPause());
    expect(await names()).toEqual(made.slice(0, 3));
    await open.client.system.settings({ milestoneKimg: 0.001, keptCheckpoints: 2 });
    made.unshift(await resumeAndPause());
    expect(await names()).toEqual(made.slice(0, 4));
  });

  it('goes on from the one before a damaged one, which is named and set aside', async () => {
    const first = (await names())[0];
    const second = await resumeAndPause();
    damage(second);
    const heard = await resumeUntilSteps();
    const [row] = heard.flatMap((event) => (event.type === 'steps' ? event.rows : []));
    expect(row.nimg).toBe(Number(first) + 32);
    await trainAndPause();
    expect((await timeline()).find(({ kind }) => kind === 'damaged')).toMatchObject({
      sentence: expect.stringMatching(/damaged: The file training\.safetensors/),
      action: `It was set aside; the run goes on from ${Number(first) / 1000} kimg.`,
    });
    const [use] = await open.client.runs.diskUse();
    expect(use).toMatchObject({
      id,
      damaged: [{ name: `damaged-${second}`, sizeBytes: expect.any(Number) }],
    });
    await open.client.runs.removeCheckpoint({ id, checkpoint: `damaged-${second}` });
    expect(readdirSync(folder).filter((name) => name.startsWith('damaged'))).toEqual([]);
  });

  it('has its files read once, and goes back once, when the run goes on', async () => {
    vi.mocked(assertWhole).mockClear();
    const heard = await resumeUntilSteps();
    expect(vi.mocked(assertWhole).mock.calls.flatMap(([, , files]) => files)).toEqual([
      generatorFile,
      trainingFile,
    ]);
    expect(heard.filter(({ type }) => type === 'rewound')).toHaveLength(1);
  });

  it('says so, and deletes nothing, when every one is damaged', async () => {
    await resumeAndPause();
    const before = readdirSync(folder);
    for (const name of before) damage(name);
    const { jobId } = await open.client.runs.resume({ id });
    await jobEnd(open.client, jobId);
    expect(await open.client.runs.get({ id })).toMatchObject({
      state: 'failed',
      error: {
        code: 'CHECKPOINT_DAMAGED',
        data: { subject: expect.stringContaining('training.safetensors') },
      },
    });
    expect(readdirSync(folder)).toEqual(before);
    for (const name of before) writeFileSync(join(folder, name, 'state.json'), '{');
    await expect(open.client.runs.resume({ id })).rejects.toMatchObject({
      code: 'CHECKPOINT_DAMAGED',
      data: { subject: expect.stringContaining('state.json') },
    });
    expect(readdirSync(folder)).toEqual(before);
    rmSync(folder, { recursive: true });
    await expect(open.client.runs.resume({ id })).rejects.toMatchObject({ code: 'CHECKPOINT_MISSING' });
  });

  it('starts again when it was interrupted before it had saved any', async () => {
    await open.client.runs.stop({ id });
    const [dataset] = await open.client.datasets.list();
    const killed = await open.client.runs.start({ datasetId: dataset.id, preset: 'draft-32' });
    id = killed.runId;
    for await (const event of await open.client.runs.watch({ id })) if (event.type === 'steps') break;
    processes.at(-1)?.kill();
    await jobEnd(open.client, killed.jobId);
    expect(await list()).toEqual([]);
    await open.client.runs.resume({ id });
    await trainAndPause();
    expect((await open.client.runs.series({ id })).points[0]?.nimg).toBe(32);
  });

  it('goes back to one of them: later checkpoints, rows and grids are gone', async () => {
    await open.client.system.settings({ keptCheckpoints: 5 });
    const first = (await names())[0];
    const second = await resumeAndPause();
    await resumeAndPause();
    await open.client.runs.pin({ id, checkpoint: second, isPinned: true });
    await expect(open.client.runs.rollback({ id, checkpoint: first })).rejects.toMatchObject({
      code: 'RUN_STATE',
      data: { subject: second },
    });
    await open.client.runs.pin({ id, checkpoint: second, isPinned: false });
    expect(await open.client.runs.rollback({ id, checkpoint: first })).toMatchObject({
      state: 'paused',
      nimg: Number(first),
      checkpointNimg: Number(first),
    });
    expect(await names()).toEqual([first]);
    expect((await open.client.runs.series({ id })).points.at(-1)?.nimg).toBe(Number(first));
    expect((await timeline()).at(-1)).toMatchObject({ kind: 'rolled-back', nimg: Number(first) });
    await open.client.runs.resume({ id });
    await expect(open.client.runs.rollback({ id, checkpoint: first })).rejects.toMatchObject({
      code: 'RUN_STATE',
      message: expect.stringContaining('go back'),
    });
    await trainAndPause();
    expect(
      (await open.client.runs.series({ id })).points.find(({ nimg }) => nimg > Number(first))?.nimg,
    ).toBe(Number(first) + 32);
  });

  it('does not go back to a damaged one, and keeps the later ones then', async () => {
    const first = (await names())[0];
    const second = await resumeAndPause();
    damage(first);
    await expect(open.client.runs.rollback({ id, checkpoint: first })).rejects.toMatchObject({
      code: 'CHECKPOINT_DAMAGED',
    });
    expect(await names()).toEqual([second, first]);
  });

  it('keeps a chosen one as a model, and draws from the one before a damaged generator', async () => {
    const first = (await names())[0];
    const second = await resumeAndPause();
    expect(await open.client.models.promote({ runId: id, checkpoint: first })).toMatchObject({
      nimg: Number(first),
    });
    writeFileSync(join(folder, second, 'generator.safetensors'), 'other');
    expect(await open.client.models.promote({ runId: id })).toMatchObject({ nimg: Number(first) });
    await expect(open.client.models.promote({ runId: id, checkpoint: second })).rejects.toMatchObject({
      code: 'CHECKPOINT_DAMAGED',
    });
  });

  it('removes older ones by hand, never the one that the run would go on from', async () => {
    const first = (await names())[0];
    const second = await resumeAndPause();
    await expect(open.client.runs.removeCheckpoint({ id, checkpoint: second })).rejects.toMatchObject({
      code: 'RUN_STATE',
    });
    damage(second);
    await expect(open.client.runs.removeCheckpoint({ id, checkpoint: first })).rejects.toMatchObject({
      code: 'RUN_STATE',
    });
    await open.client.runs.removeCheckpoint({ id, checkpoint: second });
    expect(await names()).toEqual([first]);
    await expect(open.client.runs.pin({ id, checkpoint: second, isPinned: true })).rejects.toMatchObject({
      code: 'CHECKPOINT_MISSING',
    });
  });

  it('keeps the one before the newest while the run trains, which may go back to it', async () => {
    const first = (await names())[0];
    const second = await resumeAndPause();
    await resumeUntilSteps();
    for (const checkpoint of [first, second]) {
      await expect(open.client.runs.removeCheckpoint({ id, checkpoint })).rejects.toMatchObject({
        code: 'RUN_STATE',
      });
    }
    expect(await names()).toEqual([second, first]);
    await open.client.runs.pause({ id });
    await open.client.runs.removeCheckpoint({ id, checkpoint: second });
  });

  it('forgets what a crash left half-made', async () => {
    const left = join(folder, '.tmp-00000099999');
    writeFileSync(left, '');
    await resumeAndPause();
    expect(existsSync(left)).toBe(false);
  });
});

describe('scores of checkpoints', () => {
  const path = tempFolderPerTest();

  it('keep the best one, and mark it', async () => {
    const library = openLibrary(path('library'));
    const [store, series] = [new RunStore(library.db), new SeriesStore(library.db)];
    const log = createLogger(() => undefined);
    const feed = new RunFeed(store, series, new EventBus(log), log);
    const settings = new SettingsStore(library.db);
    const told: number[] = [];
    const onScore = (_: RunId, kid: number) => told.push(kid);
    const checkpoints = new Checkpoints({ library, settings, feed, log, onScore });
    const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 });
    const [id, now] = [RunId.parse('run-1'), new Date().toISOString()];
    store.save({
      ...{
        id,
        name: 'A run',
        datasetId: DatasetId.parse('faces-1'),
        datasetName: 'Faces',
        preset: 'draft-32',
      },
      ...{ state: 'running', config, nimg: 0, trainingSeconds: 0, createdAt: now, updatedAt: now },
    });
    const save = (nimg: number) => writeScriptedCheckpoint(library.paths.checkpointsDir(id), config, nimg);
    const [first, second] = [save(0), save(32)];
    await checkpoints.score(id, first, 0.2);
    await checkpoints.score(id, second, 0.1);
    await checkpoints.score(id, '00000099999', 0.01);
    expect(told).toEqual([0.2, 0.1]);
    const names = [save(64), save(96)];
    await checkpoints.tidy(id, names[1]);
    expect((await checkpoints.list(id)).map(({ name, kid, isBest }) => ({ name, kid, isBest }))).toEqual([
      { name: names[1], kid: undefined, isBest: false },
      { name: names[0], kid: undefined, isBest: false },
      { name: second, kid: 0.1, isBest: true },
    ]);
    library.close();
  });
});
