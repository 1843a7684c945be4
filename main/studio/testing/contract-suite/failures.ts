import { join } from 'node:path';
import { assert, expect, it, onTestFinished, vi } from 'vitest';
import {
  BlindTestId,
  DatasetId,
  DirectionId,
  EvaluationId,
  FaceId,
  GroupId,
  ImportId,
  JobId,
  LatentId,
  ModelId,
  RunId,
} from '../../../contract/ids.ts';
import { EventBus } from '../../base/events.ts';
import { Doctor } from '../../datasets/diagnosis/doctor.ts';
import { describeLog } from '../open-test-studio.ts';
import type { Story } from './story.ts';

/** Errors of every kind, and streams that end early. */
export function failuresTests(story: Story): void {
  it.each([
    ['DATASET_NOT_FOUND', () => story.client.datasets.diagnosis({ id: DatasetId.parse('absent') })],
    ['RUN_NOT_FOUND', () => story.client.runs.get({ id: RunId.parse('absent') })],
    ['MODEL_NOT_FOUND', () => story.client.models.get({ id: ModelId.parse('absent') })],
    ['EVALUATION_NOT_FOUND', () => story.client.models.evaluation({ id: EvaluationId.parse('absent') })],
    [
      'CHECKPOINT_MISSING',
      () =>
        story.client.models.evaluate({ from: { kind: 'run', id: story.runId, checkpoint: '00000000007' } }),
    ],
    ['FACE_NOT_FOUND', () => story.client.faces.save({ ids: [FaceId.parse('absent')] })],
    ['BLIND_TEST_NOT_FOUND', () => story.client.compare.endTest({ id: BlindTestId.parse('absent') })],
    ['IMPORT_NOT_FOUND', () => story.client.imports.resume({ id: ImportId.parse('absent') })],
    [
      'DIRECTION_NOT_FOUND',
      () => story.client.latents.renameDirection({ id: DirectionId.parse('absent'), name: 'Smile' }),
    ],
    ['LATENT_NOT_FOUND', () => story.client.latents.remove({ id: LatentId.parse('absent') })],
    ['JOB_NOT_FOUND', () => story.client.jobs.cancel({ id: JobId.parse('absent') })],
    ['JOB_NOT_FOUND', () => story.client.jobs.watch({ id: JobId.parse('absent') })],
    ['RUN_NOT_FOUND', () => story.client.runs.watch({ id: RunId.parse('absent') })],
    ['CHECKPOINT_MISSING', () => story.client.runs.rollback({ id: story.runId, checkpoint: '00000099999' })],
    ['RUN_STATE', () => story.client.runs.pause({ id: story.runId })],
    ['RUN_STATE', () => story.client.queue.move({ id: story.runId, position: 1 })],
    ['GROUP_NOT_FOUND', () => story.client.sweeps.pause({ id: GroupId.parse('absent') })],
  ])('answers with %s and the next step', async (code, call) => {
    await expect(call()).rejects.toMatchObject({
      code,
      defined: true,
      data: { subject: expect.any(String), next: expect.stringMatching(/\.$/) },
    });
  });

  it('says what does not fit when input is wrong', async () => {
    const { client } = story;
    await expect(client.datasets.import({ name: '', paths: [] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      data: { issues: expect.arrayContaining([expect.objectContaining({ path: ['name'] })]) },
    });
  });

  it('hides what went wrong inside behind an id that is in the log', async () => {
    const { client, test, datasetId } = story;
    const inside = join(test.libraryDir, 'inside.txt');
    const select = vi.spyOn(Doctor.prototype, 'select').mockImplementation(() => {
      throw new Error(`A mistake of a programmer, at ${inside}`);
    });
    onTestFinished(() => select.mockRestore());
    const error: unknown = await client.datasets.select({ id: datasetId }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INTERNAL', defined: true, data: { errorId: expect.any(String) } });
    const { message, data } = error as { message: string; data: { errorId: string } };
    expect(JSON.stringify([message, data])).not.toContain(test.libraryDir);
    expect(describeLog(test.logLines)).toMatch(new RegExp(`${data.errorId}.*${inside}`));
  });

  it('lets go of a stream when its reader stops or aborts', async () => {
    const { client } = story;
    const listen = vi.spyOn(EventBus.prototype, 'listen');
    onTestFinished(() => listen.mockRestore());
    const openStream = async (signal?: AbortSignal) => {
      const events = await client.system.events(undefined, signal === undefined ? {} : { signal });
      expect(await events.next()).toMatchObject({ value: { type: 'job' } });
      return events;
    };
    const controller = new AbortController();
    const stopped = await openStream();
    await openStream(controller.signal);
    const bus = listen.mock.contexts[0];
    assert(bus instanceof EventBus);
    const before = bus.listenerCount;

    await stopped.return();
    await vi.waitFor(() => expect(bus.listenerCount).toBe(before - 1), { timeout: 300_000 });
    controller.abort();
    await vi.waitFor(() => expect(bus.listenerCount).toBe(before - 2), { timeout: 300_000 });
  });
}
