import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import { digitalSourceType } from '../../../contract/faces/synthetic-mark.ts';
import type { ModelId, RunId } from '../../../contract/ids.ts';
import type { ExportModelInput } from '../../../contract/models/model-files.ts';
import type { Job } from '../../../contract/system/jobs.ts';
import { mediaPath } from '../../../contract/system/media.ts';
import { TargetFolder } from '../../target-folders/target-folder.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd, type TestStudio } from '../../testing/open-test-studio.ts';

/** Over a real compute process, with a run of a few steps. */
describe('model exports', () => {
  const library = drawnLibrary();
  let open: TestStudio;
  let folder: string;
  let runId: RunId;
  let modelId: ModelId;

  beforeAll(async () => {
    const drawn = await library.open();
    open = drawn;
    folder = mkdtempSync(join(tmpdir(), 'faceloom-exports-'));
    const { client, datasetId } = drawn;
    const started = await client.runs.start({ datasetId, preset: 'draft-32', mode: 'eager', maxKimg: 0.1 });
    await jobEnd(client, started.jobId);
    ({ runId } = started);
    ({ id: modelId } = await client.models.promote({ runId, name: 'Zoë/../„x“ & co' }));
  });
  afterAll(async () => {
    await open[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (input: ExportModelInput): Promise<Job> => {
    const { jobId } = await open.client.models.export(input);
    return jobEnd(open.client, jobId);
  };
  const exportTo = async (input: ExportModelInput) => {
    const { result, error } = await run(input);
    expect(error).toBeUndefined();
    assert(result?.kind === 'export-model');
    return result;
  };

  it.each(['h5', 'html'] as const)(
    'writes %s, proved on sixteen latents, with the comparison beside it',
    async (format) => {
      const directory = join(folder, format);
      // A model's discriminator is that of the checkpoint that it was kept from.
      const from =
        format === 'h5' ? ({ kind: 'model', id: modelId } as const) : ({ kind: 'run', id: runId } as const);
      const { files, exported } = await exportTo({ from, format, precision: 'fp32', directory });
      expect(exported).toMatchObject({ format, precision: 'fp32' });
      expect(exported.maxError).toBeLessThan(1e-4);
      expect(files).toContain(join(directory, `comparison-${format}-fp32.png`));
      expect(files.every((file) => existsSync(file))).toBe(true);
      expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(exported.discriminatorError !== undefined).toBe(format === 'h5');
      expect(existsSync(join(directory, 'discriminator.h5'))).toBe(format === 'h5');
      expect(readFileSync(join(directory, 'card.md'), 'utf8')).toMatch(/^# .+\n\n## About\n/);
      expect(exported.discriminatorMissing).toBeUndefined();
      const [stored] = await open.client.models.exports({ from });
      expect(stored).toEqual(exported);
      const picture = await open.studio.media.resolve(mediaPath.exportComparison(exported));
      const { width, xmpAsString } = await sharp(picture?.file).metadata();
      expect(xmpAsString).toContain(digitalSourceType);
      expect(width).toBeGreaterThan(8 * 32);
    },
  );

  it('says how far weights of fewer bits are off', async () => {
    const from = { kind: 'model', id: modelId } as const;
    const errors: number[] = [];
    for (const precision of ['fp16', 'int8'] as const) {
      const directory = join(folder, 'small');
      const { exported } = await exportTo({ from, format: 'safetensors', precision, directory });
      errors.push(exported.maxError);
      rmSync(directory, { recursive: true });
    }
    const [half, whole] = errors;
    expect(half).toBeGreaterThan(1e-6);
    expect(whole).toBeGreaterThan(half);
    expect(whole).toBeLessThan(0.2);
  });

  it('gives a browser one archive, whatever the name of the model', async () => {
    const from = { kind: 'model', id: modelId } as const;
    const { files, downloadId } = await exportTo({ from, format: 'tfjs', precision: 'fp32' });
    expect(files).toEqual(['Zoë-x-co-tfjs.zip']);
    assert(downloadId !== undefined);
    const media = await open.studio.media.resolve(mediaPath.download(downloadId, files[0]));
    assert(media !== undefined);
    expect(readdirSync(join(media.file, '..'))).toEqual(files);
  });

  it('replaces nothing, and leaves nothing behind where it fails', async () => {
    const from = { kind: 'model', id: modelId } as const;
    const directory = join(folder, 'taken');
    mkdirSync(directory);
    writeFileSync(join(directory, 'generator.onnx'), 'mine');
    const { state, error } = await run({ from, format: 'onnx', precision: 'fp32', directory });
    expect(state).toBe('failed');
    expect(error).toMatchObject({ code: 'NAME_TAKEN', data: { subject: join(directory, 'generator.onnx') } });
    expect(readdirSync(directory)).toEqual(['generator.onnx']);
  });

  it('leaves nothing behind when it is cancelled, not even the folder that it made', async () => {
    const from = { kind: 'model', id: modelId } as const;
    const directory = join(folder, 'cancelled');
    const { jobId } = await open.client.models.export({ from, format: 'h5', precision: 'fp32', directory });
    await open.client.jobs.cancel({ id: jobId });
    expect(await jobEnd(open.client, jobId)).toMatchObject({ state: 'cancelled' });
    expect(existsSync(directory)).toBe(false);
  });

  it('refuses a folder that is a file, a relative one, and an unknown model at once', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const from = { kind: 'model', id: modelId } as const;
    const start = (input: Partial<ExportModelInput>) =>
      open.client.models.export({ from, format: 'onnx', precision: 'fp32', ...input });
    await expect(start({ directory: file })).rejects.toMatchObject({ code: 'PATH_UNREADABLE' });
    await expect(start({ directory: join(file, 'below') })).rejects.toMatchObject({
      code: 'PATH_UNREADABLE',
    });
    await expect(start({ directory: 'somewhere' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(start({ directory: `/tmp/${'x'.repeat(300)}` })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(start({ from: { kind: 'run', id: 'gone' as RunId } })).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
    });
  });
});

describe('a target folder', () => {
  it('that vanishes is an error that says so, and is not made again', async () => {
    const directory = join(mkdtempSync(join(tmpdir(), 'faceloom-target-')), 'there');
    const target = await TargetFolder.open(directory);
    writeFileSync(join(target.working, 'generator.onnx'), 'bytes');
    rmSync(directory, { recursive: true });
    await expect(target.settle()).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
    await target.discard();
    expect(existsSync(directory)).toBe(false);
  });

  it('takes a file that is there already, byte by byte, for its own, and any other for a conflict', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'faceloom-target-'));
    const settle = async (card: string, other: string) => {
      const target = await TargetFolder.open(directory);
      writeFileSync(join(target.working, 'card.md'), card);
      writeFileSync(join(target.working, other), '');
      return target.settle().finally(() => target.discard());
    };
    await settle('first', 'a');
    expect(await settle('first', 'b')).toEqual(['b', 'card.md'].map((name) => join(directory, name)));
    await expect(settle('other', 'c')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect(readdirSync(directory).sort()).toEqual(['a', 'b', 'card.md']);
  });

  it('keeps what others put into it meanwhile', async () => {
    const directory = join(mkdtempSync(join(tmpdir(), 'faceloom-target-')), 'new');
    const target = await TargetFolder.open(directory);
    writeFileSync(join(directory, 'theirs'), '');
    await target.discard();
    expect(readdirSync(directory)).toEqual(['theirs']);
  });

  it.runIf(existsSync('/sys/kernel'))('that may not be written is refused (needs /sys)', async () => {
    await expect(TargetFolder.open('/sys/kernel')).rejects.toMatchObject({ code: 'PATH_UNREADABLE' });
  });
});
