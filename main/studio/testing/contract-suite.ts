import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, assert, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { StudioClient } from '../../contract/contract.ts';
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
} from '../../contract/ids.ts';
import type { RunEvent } from '../../contract/runs/runs.ts';
import { mediaPath } from '../../contract/system/media.ts';
import { EventBus } from '../base/events.ts';
import type { Studio } from '../studio.ts';
import { describeLog, jobEnd, openTestStudio, type TestStudio } from './open-test-studio.ts';
import { scriptedCompute } from './scripted-compute.ts';

/** A line from a client to a studio. */
export interface Line {
  client: StudioClient;
  close(): Promise<void>;
}

/** The same promises of the contract over any transport: every noun, errors, streams and jobs. */
export function contractSuite(name: string, connect: (studio: Studio) => Promise<Line>): void {
  describe(`the contract ${name}`, () => {
    let test: TestStudio;
    let line: Line;
    let client: StudioClient;
    let datasetId: DatasetId;
    let runId: RunId;

    beforeAll(async () => {
      test = await openTestStudio({ launchCompute: scriptedCompute });
      line = await connect(test.studio);
      client = line.client;
    });
    afterAll(async () => {
      await line.close();
      await test[Symbol.asyncDispose]();
    });

    it('tells about the system and keeps settings', async () => {
      const info = await client.system.info();
      expect(info.libraryDir).toBe(test.libraryDir);
      expect(info.engines.every(({ available }) => available)).toBe(true);
      expect(await client.system.settings({ theme: 'light' })).toMatchObject({ theme: 'light' });
      expect(await client.system.settings({})).toMatchObject({ theme: 'light', engine: 'auto' });
    });

    it('answers long work with a job, whose snapshots end with its result', async () => {
      const { jobId } = await client.datasets.importSample({ name: 'Sample', count: 64 });
      const job = await jobEnd(client, jobId);
      expect(job).toMatchObject({ id: jobId, kind: 'import', state: 'done', result: { imported: 64 } });
      expect(await client.jobs.list()).toContainEqual(job);
      const [dataset] = await client.datasets.list();
      datasetId = dataset.id;
      const { items, total } = await client.datasets.items({ id: datasetId, offset: 60, limit: 10 });
      expect([items.length, total]).toEqual([4, 64]);
      expect(await client.datasets.quarantine({ id: datasetId })).toEqual({ files: [] });
      expect((await client.datasets.openUpload()).uploadId).toMatch(/^upload-/);
    });

    it('sorts, takes in and leaves out, diagnoses and reports', async () => {
      const { indices, leftOut } = await client.datasets.select({ id: datasetId, sort: 'best' });
      expect([indices.length, indices.toSorted((a, b) => a - b)[63], leftOut]).toEqual([64, 63, []]);
      const first = await client.datasets.decide({ id: datasetId, indices: [3], decision: 'out' });
      expect(first).toEqual({ before: [{ decision: 'auto', indices: [3] }] });
      const { before } = await client.datasets.decide({ id: datasetId, indices: [3, 5], decision: 'out' });
      expect(before).toEqual([
        { decision: 'auto', indices: [5] },
        { decision: 'out', indices: [3] },
      ]);
      expect(await client.datasets.list()).toMatchObject([{ id: datasetId, imageCount: 62, itemCount: 64 }]);
      expect((await client.datasets.select({ id: datasetId, show: 'left-out' })).indices).toEqual([3, 5]);
      await client.datasets.decide({ id: datasetId, indices: [3, 5], decision: 'auto' });
      await client.datasets.setPolicy({ id: datasetId, kind: 'blurry', policy: 'leave-out' });
      const diagnosis = await client.datasets.diagnosis({ id: datasetId });
      expect(diagnosis).toMatchObject({
        verdict: { usable: 64 },
        imports: [{ files: { seen: 64, imported: 64 } }],
      });
      const { json } = await client.datasets.report({ id: datasetId });
      expect(JSON.parse(json)).toMatchObject({ diagnosis: { setHash: diagnosis.setHash } });
      await client.datasets.rename({ id: datasetId, name: 'Sample' });
      expect(await client.imports.unfinished()).toEqual([]);
    });

    it('cancels a job, which leaves nothing behind', async () => {
      const { jobId } = await client.datasets.importSample({ name: 'Never', count: 10_000 });
      await client.jobs.cancel({ id: jobId });
      expect(await jobEnd(client, jobId)).toMatchObject({ state: 'cancelled' });
      expect((await client.datasets.list()).map((dataset) => dataset.name)).toEqual(['Sample']);
    });

    it('reports the failure of a job as an error of the catalogue', async () => {
      const path = join(test.libraryDir, 'absent');
      const { jobId } = await client.datasets.import({ name: 'Absent', paths: [path] });
      expect(await jobEnd(client, jobId)).toMatchObject({
        state: 'failed',
        error: { code: 'PATH_NOT_FOUND', data: { subject: path, next: expect.stringMatching(/\.$/) } },
      });
    });

    it('previews the config of a run, and says which choice does not go with the others', async () => {
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
      expect((await client.runs.presets()).map((preset) => preset.id)).toContain('draft-32');
      ({ runId } = await client.runs.start({
        datasetId,
        preset: 'draft-32',
        maxKimg: 50,
        hyperParameters: { gridRows: 4 },
      }));
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

    it('draws, keeps and exports faces of a promoted model', async () => {
      const model = await client.models.promote({ runId, name: 'First' });
      expect(await client.models.list()).toEqual([await client.models.get({ id: model.id })]);
      const text = { intendedUse: 'Posters.', limits: '', notes: '' };
      await client.models.setCardText({ id: model.id, text });
      const card = await client.models.card({ id: model.id });
      expect([card.text, card.markdown.includes('> Posters.')]).toEqual([text, true]);
      const { setHash, imports } = await client.datasets.diagnosis({ id: datasetId });
      expect(model.provenance).toMatchObject({ setHash, imports, imageCount: 64 });
      const { faces } = await client.faces.generate({ from: { kind: 'model', id: model.id }, count: 3 });
      expect(faces.map(({ modelHash }) => modelHash)).toEqual(Array(3).fill(model.hash));
      await client.faces.save({ ids: [faces[0].id] });
      expect(await client.faces.list({})).toMatchObject({ total: 1, faces: [{ id: faces[0].id }] });
      const [{ id }] = faces;
      expect(await client.faces.rate({ ids: [id], rating: 4 })).toEqual({
        before: [{ ids: [id], rating: null }],
      });
      const { undo } = await client.faces.tag({ ids: [id], add: [' Smile '] });
      expect(undo).toEqual([{ ids: [id], add: [], remove: ['smile'] }]);
      await client.faces.note({ id, note: 'For the wall' });
      expect(await client.faces.select({ search: 'wall tag:smile rating:>3' })).toEqual({ ids: [id] });
      expect(await client.faces.get({ ids: [id] })).toMatchObject([
        { rating: 4, tags: ['smile'], note: 'For the wall' },
      ]);
      expect(await client.faces.tags()).toEqual([{ tag: 'smile', count: 1 }]);
      expect(await client.faces.makeAgain({ id })).toEqual({ outcome: 'identical' });
      const { jobId } = await client.faces.checkCopies({ ids: [id] });
      expect(await jobEnd(client, jobId)).toMatchObject({
        state: 'done',
        result: { kind: 'check-copies', checked: 0, skipped: 1 },
      });
      await client.faces.remove({ ids: [id] });
      await client.faces.restore({ ids: [id] });
      const exporting = await client.faces.export({ faceIds: faces.map((face) => face.id), layout: 'files' });
      const { result } = await jobEnd(client, exporting.jobId);
      expect(result).toMatchObject({ kind: 'export', files: { length: 3 } });
      await client.faces.remove({ ids: faces.map((face) => face.id) });
      await client.models.remove({ id: model.id });
      expect([await client.models.list(), (await client.faces.list({})).total]).toEqual([[], 0]);
    });

    it('explores latents: draws given ones, finds directions, keeps and projects', async () => {
      const model = await client.models.promote({ runId, name: 'Explored' });
      const from = { kind: 'model', id: model.id } as const;
      const space = await client.latents.space({ from });
      expect(space).toMatchObject({ hash: model.hash, latentSize: model.latentSize, mapping: 'normalise' });
      const origin = { kind: 'seed', seed: 7, index: 1 } as const;
      const recipe = { origin, truncation: 0.7, mix: [{ stages: [0], from: { ...origin, index: 2 } }] };
      const { pictures, size } = await client.faces.draw({ from, recipes: [recipe, { origin }] });
      expect([pictures.length, size]).toEqual([2, 32]);
      expect(pictures[0]).toMatch(/^data:image\/png;base64,/);
      const vector = await client.latents.vector({ from, recipe });
      expect(vector).toMatchObject({
        space: 'w',
        values: { length: space.latentSize * space.stages.length },
      });
      await expect(
        client.faces.draw({ from, recipes: [{ origin: { kind: 'vector', values: [1] } }] }),
      ).rejects.toMatchObject({ code: 'INVALID_INPUT', data: { next: expect.stringMatching(/\.$/) } });
      const kept = await client.faces.keep({ from, recipes: [recipe] });
      expect((await client.faces.list({})).faces).toEqual(kept.faces);
      expect(kept.faces[0]).toMatchObject({ from, modelHash: model.hash, saved: true, recipe });
      expect(await client.faces.makeAgain({ id: kept.faces[0].id })).toEqual({ outcome: 'identical' });
      await client.faces.remove({ ids: [kept.faces[0].id] });

      const found = await jobEnd(
        client,
        (await client.latents.findDirections({ from, method: 'sefa', count: 3 })).jobId,
      );
      assert(found.result?.kind === 'directions');
      const [first, , last] = await client.latents.directions({ from });
      expect([first, last]).toMatchObject([
        { id: found.result.directionIds[0], hash: model.hash, name: 'SeFa 1' },
        { number: 3 },
      ]);
      await client.latents.renameDirection({ id: first.id, name: 'Smile' });
      const moved = { origin, edits: [{ direction: first.id, amount: 2 }] };
      expect((await client.latents.vector({ from, recipe: moved })).values).not.toEqual(
        (await client.latents.vector({ from, recipe: { origin } })).values,
      );
      await client.latents
        .findDirections({ from, method: 'sefa', count: 4 })
        .then(({ jobId }) => jobEnd(client, jobId));
      expect((await client.latents.directions({ from })).map(({ name }) => name)).toEqual([
        'Smile',
        'SeFa 2',
        'SeFa 3',
        'SeFa 4',
      ]);
      const unknown = { origin, edits: [{ direction: DirectionId.parse('absent'), amount: 2 }] };
      await expect(client.faces.draw({ from, recipes: [unknown] })).rejects.toMatchObject({
        code: 'DIRECTION_NOT_FOUND',
      });
      const absent = join(test.libraryDir, 'absent.jpg');
      const projection = await client.latents.project({ from, photo: { path: absent } });
      expect(await jobEnd(client, projection.jobId)).toMatchObject({
        state: 'failed',
        error: { code: 'PATH_NOT_FOUND', data: { subject: absent } },
      });
      const path = join(test.libraryDir, 'sky.png');
      await sharp({ create: { width: 90, height: 60, channels: 3, background: 'skyblue' } }).toFile(path);
      const sky = await client.latents.project({ from, photo: { path } });
      expect(await jobEnd(client, sky.jobId)).toMatchObject({
        state: 'failed',
        error: { code: 'NO_FACES', data: { next: expect.stringMatching(/\.$/) } },
      });
      const whole = await client.latents.project({ from, photo: { path }, faces: 'as-is' });
      const projected = await jobEnd(client, whole.jobId);
      assert(projected.result?.kind === 'project');
      const [latent] = await client.latents.list({ from });
      expect(latent).toMatchObject({
        id: projected.result.latentId,
        name: 'sky',
        residual: { ssim: 0.5, psnr: 20, pixelError: 10 },
        recipe: { origin: { kind: 'vector', space: 'w', values: { length: space.latentSize } } },
      });
      const photo = await test.studio.media.resolve(mediaPath.projectedPhoto(latent.id));
      expect(await sharp(photo?.file).metadata()).toMatchObject({ width: 32, height: 32 });
      await client.latents.rename({ id: latent.id, name: 'Best' });
      expect(await client.latents.list({ from })).toEqual([{ ...latent, name: 'Best' }]);
      await client.latents.remove({ id: latent.id });
      expect(await client.latents.list({ from })).toEqual([]);
      expect(await test.studio.media.resolve(mediaPath.projectedPhoto(latent.id))).toBeUndefined();
      await client.models.remove({ id: model.id });
    });

    it('measures a checkpoint and a model as jobs, and keeps what was measured beside them', async () => {
      const [checkpoint] = await client.runs.checkpoints({ id: runId });
      const model = await client.models.promote({ runId, name: 'Measured' });
      const subjects = [
        { kind: 'run', id: runId, checkpoint: checkpoint.name },
        { kind: 'model', id: model.id },
      ] as const;
      for (const from of subjects) {
        const { jobId } = await client.models.evaluate({ from });
        const { result } = await jobEnd(client, jobId);
        assert(result?.kind === 'evaluate');
        const [evaluation] = await client.models.evaluations({ from });
        expect(evaluation).toEqual(await client.models.evaluation({ id: result.evaluationId }));
        expect(evaluation).toMatchObject({ from, nimg: checkpoint.nimg, datasetId, pictures: ['samples'] });
        const picture = await test.studio.media.resolve(mediaPath.evaluation(evaluation, 'samples'));
        expect(picture?.contentType).toBe('image/png');
        const { html, json } = await client.models.evaluationReport({ id: evaluation.id });
        expect([html.includes('This is a script.'), JSON.parse(json)]).toEqual([true, evaluation]);
      }
      expect(await client.models.evaluations({})).toHaveLength(2);
      await client.models.remove({ id: model.id });
      const [left] = await client.models.evaluations({});
      expect(left.from).toEqual(subjects[0]);
      await client.models.removeEvaluation({ id: left.id });
      expect(await client.models.evaluations({})).toEqual([]);
    });

    it('compares a checkpoint with a model, draws both, and judges them blindly', async () => {
      const model = await client.models.promote({ runId, name: 'Compared' });
      const subjects = [{ kind: 'run', id: runId } as const, { kind: 'model', id: model.id } as const];
      const { subjects: facts, isOneScale } = await client.compare.facts({ subjects });
      expect({ names: facts.map(({ name }) => name), isOneScale }).toEqual({
        names: [(await client.runs.get({ id: runId })).name, 'Compared'],
        isOneScale: true,
      });
      const { id } = await client.compare.draw({ from: subjects[1] });
      const picture = await test.studio.media.resolve(mediaPath.sheet(id));
      expect(picture?.contentType).toBe('image/png');
      const { jobId } = await client.compare.export({ subjects, format: 'png', count: 4 });
      expect(await jobEnd(client, jobId)).toMatchObject({ result: { files: ['comparison.png'] } });
      // They are the same weights, which no blind test would tell apart.
      const [first, second] = subjects;
      await expect(client.compare.startTest({ first, second })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
      expect(await client.compare.tests()).toEqual([]);
      await client.models.remove({ id: model.id });
    });

    it.each([
      ['DATASET_NOT_FOUND', () => client.datasets.diagnosis({ id: DatasetId.parse('absent') })],
      ['RUN_NOT_FOUND', () => client.runs.get({ id: RunId.parse('absent') })],
      ['MODEL_NOT_FOUND', () => client.models.get({ id: ModelId.parse('absent') })],
      ['EVALUATION_NOT_FOUND', () => client.models.evaluation({ id: EvaluationId.parse('absent') })],
      [
        'CHECKPOINT_MISSING',
        () => client.models.evaluate({ from: { kind: 'run', id: runId, checkpoint: '00000000007' } }),
      ],
      ['FACE_NOT_FOUND', () => client.faces.save({ ids: [FaceId.parse('absent')] })],
      ['BLIND_TEST_NOT_FOUND', () => client.compare.endTest({ id: BlindTestId.parse('absent') })],
      ['IMPORT_NOT_FOUND', () => client.imports.resume({ id: ImportId.parse('absent') })],
      [
        'DIRECTION_NOT_FOUND',
        () => client.latents.renameDirection({ id: DirectionId.parse('absent'), name: 'Smile' }),
      ],
      ['LATENT_NOT_FOUND', () => client.latents.remove({ id: LatentId.parse('absent') })],
      ['JOB_NOT_FOUND', () => client.jobs.cancel({ id: JobId.parse('absent') })],
      ['JOB_NOT_FOUND', () => client.jobs.watch({ id: JobId.parse('absent') })],
      ['RUN_NOT_FOUND', () => client.runs.watch({ id: RunId.parse('absent') })],
      ['CHECKPOINT_MISSING', () => client.runs.rollback({ id: runId, checkpoint: '00000099999' })],
      ['RUN_STATE', () => client.runs.pause({ id: runId })],
      ['RUN_STATE', () => client.queue.move({ id: runId, position: 1 })],
      ['GROUP_NOT_FOUND', () => client.sweeps.pause({ id: GroupId.parse('absent') })],
    ])('answers with %s and the next step', async (code, call) => {
      await expect(call()).rejects.toMatchObject({
        code,
        defined: true,
        data: { subject: expect.any(String), next: expect.stringMatching(/\.$/) },
      });
    });

    it('says what does not fit when input is wrong', async () => {
      await expect(client.datasets.import({ name: '', paths: [] })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        data: { issues: expect.arrayContaining([expect.objectContaining({ path: ['name'] })]) },
      });
    });

    it('hides what went wrong inside behind an id that is in the log', async () => {
      const inTheWay = join(test.libraryDir, 'runs');
      rmSync(inTheWay, { recursive: true });
      writeFileSync(inTheWay, '');
      const error: unknown = await client.runs
        .start({ datasetId, preset: 'draft-32' })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'INTERNAL', defined: true, data: { errorId: expect.any(String) } });
      const { message, data } = error as { message: string; data: { errorId: string } };
      expect(JSON.stringify([message, data])).not.toContain(test.libraryDir);
      expect(describeLog(test.logLines)).toMatch(new RegExp(`${data.errorId}.*${inTheWay}`));
    });

    it('lets go of a stream when its reader stops or aborts', async () => {
      const listen = vi.spyOn(EventBus.prototype, 'listen');
      onTestFinished(() => listen.mockRestore());
      const openStream = async (signal?: AbortSignal) => {
        const events = await client.system.events(undefined, { signal });
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
      await vi.waitFor(() => expect(bus.listenerCount).toBe(before - 1));
      controller.abort();
      await vi.waitFor(() => expect(bus.listenerCount).toBe(before - 2));
    });
  });
}
