import { expect, it } from 'vitest';
import type { RunEvent } from '../../../contract/runs/runs.ts';
import { jobEnd } from '../open-test-studio.ts';
import type { Story } from './story.ts';

/** Runs, their planning, the queue and sweeps; leaves a run that has finished. */
export function runsTests(story: Story): void {
  it('previews the config of a run, and says which choice does not go with the others', async () => {
    const { client, datasetId } = story;
    const choices = { datasetId, preset: 'draft-32' as const };
    const { config } = await client.runs.preview({
      ...choices,
      resolution: 64,
      hyperParameters: { r1Gamma: 2 },
    });
    expect(config).toMatchObject({ resolution: 64, r1Gamma: 2, generatorWidths: [96, 64, 32, 16] });
    await expect(
      client.runs.preview({ ...choices, hyperParameters: { microBatches: 3 } }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT', data: { subject: 'microBatches' } });
  });

  it('plans a run, and remembers what it measured', async () => {
    const { client, datasetId } = story;
    const choices = { datasetId, preset: 'draft-32' as const, maxKimg: 5 };
    expect(await client.runs.preview(choices)).not.toHaveProperty('measurement');
    const { jobId } = await client.runs.plan(choices);
    const { state, result } = await jobEnd(client, jobId);
    expect({ state, result }).toMatchObject({
      state: 'done',
      result: {
        kind: 'plan',
        plan: {
          config: { preset: 'draft-32', maxKimg: 5 },
          measurement: { engine: 'wasm', imagesPerSecond: 100, memoryBytes: 32e6 },
          outlook: {
            length: { kimg: 5, seconds: 50 },
            milestones: { rough: { kimg: 15, seconds: 150 }, converged: { kimg: 300 } },
          },
          adjustments: [],
        },
      },
    });
    const { measurement, outlook } = await client.runs.preview({ ...choices, maxKimg: 10 });
    expect(measurement?.imagesPerSecond).toBe(100);
    expect(outlook?.length).toEqual({ kimg: 10, seconds: 100 });
    const preset = (await client.runs.presets()).find(({ id }) => id === 'draft-32');
    expect(preset?.measuredImagesPerSecond).toBe(100);
  });

  it('streams a run from start to pause to its end', async () => {
    const { client, datasetId } = story;
    expect((await client.runs.presets()).map((preset) => preset.id)).toContain('draft-32');
    const { runId } = await client.runs.start({
      datasetId,
      preset: 'draft-32',
      maxKimg: 50,
      hyperParameters: { gridRows: 4 },
    });
    story.runId = runId;
    const { config } = await client.runs.get({ id: runId });
    expect(await client.runs.defaults({ id: runId })).toEqual({ ...config, gridRows: 8 });
    const seen: RunEvent['type'][] = [];
    for await (const event of await client.runs.watch({ id: runId })) {
      seen.push(event.type);
      if (event.type === 'steps' && seen.includes('sample')) break;
    }
    expect(seen[0]).toBe('state');
    await expect(client.runs.plan({ datasetId, preset: 'draft-32' })).rejects.toMatchObject({
      code: 'MACHINE_BUSY',
      data: { next: expect.stringMatching(/\.$/) },
    });
    await client.runs.pause({ id: runId });
    const paused = await client.runs.get({ id: runId });
    expect(paused).toMatchObject({ state: 'paused', checkpointNimg: paused.nimg });
    await client.runs.resume({ id: runId });
    await client.runs.stop({ id: runId });
    expect((await client.runs.list()).map((run) => [run.id, run.state])).toEqual([[runId, 'finished']]);
    expect((await client.runs.series({ id: runId })).points.length).toBeGreaterThan(0);
    expect((await client.runs.history({ id: runId })).timeline.map(({ kind }) => kind)).toEqual([
      'started',
      'paused',
      'resumed',
      'finished',
    ]);
    const { jobId } = await client.runs.exportSeries({ id: runId });
    expect(await jobEnd(client, jobId)).toMatchObject({
      state: 'done',
      result: { kind: 'export', files: ['Sample-draft-32-steps.csv'], downloadId: expect.any(String) },
    });
    const [{ name: checkpoint }] = await client.runs.checkpoints({ id: runId });
    await client.runs.pin({ id: runId, checkpoint, isPinned: true });
    expect((await client.runs.checkpoints({ id: runId }))[0]).toMatchObject({ isPinned: true });
    expect(await client.runs.diskUse()).toMatchObject([{ id: runId, damaged: [] }]);
    expect(await client.runs.rollback({ id: runId, checkpoint })).toMatchObject({ state: 'paused' });
    await client.runs.stop({ id: runId });
  });

  it('queues runs, and trains a sweep one run after the other', async () => {
    const { client, datasetId, runId } = story;
    const first = await client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 1e6 });
    const startAt = '2126-01-01T22:00:00+01:00';
    const late = await client.runs.start({ datasetId, preset: 'draft-32', schedule: { startAt } });
    const { groupId, runs } = await client.sweeps.start({
      datasetId,
      preset: 'draft-32',
      axis: 'seed',
      values: [1, 2],
      maxKimg: 0.5,
    });
    const waiting = [late, ...runs].map((started) => started.runId);
    expect(await client.queue.get()).toEqual({ runIds: waiting, isHeld: false });
    expect(await client.runs.get({ id: late.runId })).toMatchObject({
      state: 'queued',
      queuePosition: 1,
      schedule: { startAt },
    });
    expect((await client.queue.move({ id: late.runId, position: 3 })).runIds).toEqual(
      [...runs, late].map((started) => started.runId),
    );
    expect(await client.queue.hold({ isHeld: true })).toMatchObject({ isHeld: true });
    expect(await client.queue.hold({ isHeld: false })).toMatchObject({ isHeld: false });
    await client.queue.reschedule({ id: late.runId, schedule: {} });
    await client.runs.pause({ id: late.runId });
    await client.runs.stop({ id: first.runId });
    for (const { jobId } of runs) expect(await jobEnd(client, jobId)).toMatchObject({ state: 'done' });
    expect(await client.runs.get({ id: runs[1].runId })).toMatchObject({
      state: 'finished',
      group: { id: groupId, axis: 'seed', value: 2 },
      config: { seed: 2 },
    });
    expect((await client.sweeps.resume({ id: groupId })).runs).toEqual([]);
    await client.sweeps.pause({ id: groupId });
    await client.sweeps.stop({ id: groupId });
    await client.sweeps.remove({ id: groupId });
    for (const { runId: id } of [first, late]) await client.runs.remove({ id });
    expect((await client.runs.list()).map((run) => run.id)).toEqual([runId]);
  });
}
