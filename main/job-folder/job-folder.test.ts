import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../contract/errors.ts';
import type { Message } from '../protocol/messages.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { createJob } from './create-job.ts';
import { type JobMessage, loadGrid, storeGrid } from './job-messages.ts';
import { jobPaths, sharedPaths } from './job-paths.ts';
import { readJobState } from './job-state.ts';
import { readTask } from './job-task.ts';
import { MessageLog, readMessages } from './message-log.ts';
import { sharePixels } from './share-pixels.ts';
import { config, testJob } from './testing/test-job.ts';

const path = tempFolderPerTest();
let folder = '';
beforeEach(async () => {
  folder = await testJob(path('shared'), 'run-1');
});

const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'JOB_FOLDER_UNUSABLE', message: expect.stringMatching(message) });

describe('a job folder', () => {
  it('holds its task, and pixels that other jobs share', async () => {
    await testJob(path('shared'), 'run-2');
    const task = await readTask(folder);
    expect(task).toMatchObject({ version: 1, name: 'Test', config });
    expect(readFileSync(sharedPaths(path('shared')).pixelsFile(task.pixels)).length).toBe(32 * 32 * 32);
    expect(await readJobState(folder)).toBeUndefined();
  });

  it.each([
    ['other bytes of the same length', (file: string) => writeFileSync(file, readFileSync(file).fill(7))],
    ['a part of the bytes', (file: string) => truncateSync(file, 5)],
    [
      'a link',
      (file: string) => {
        renameSync(file, path('moved'));
        symlinkSync(path('moved'), file);
      },
    ],
  ])('that is sent again replaces shared pixels that became %s', async (_what, damage) => {
    const shared = sharedPaths(path('shared'));
    const { pixels } = await readTask(folder);
    for (const file of [shared.pixelsFile(pixels), shared.pixelsHeader(pixels)]) {
      const whole = readFileSync(file);
      damage(file);
      await testJob(path('shared'), `again-${file.endsWith('u8') ? 'pixels' : 'header'}`);
      expect(readFileSync(file).equals(whole)).toBe(true);
      expect(lstatSync(file).isFile()).toBe(true);
    }
  });

  it('is not made where its shared folder is missing, as on a share that is not mounted', async () => {
    const unmounted = path('unmounted');
    const pixelsFile = sharedPaths(path('shared')).pixelsFile((await readTask(folder)).pixels);
    const { version: _, ...task } = await readTask(folder);
    await expect(createJob(unmounted, 'run-1', { task })).rejects.toBeInstanceOf(StudioError);
    await expect(sharePixels(unmounted, pixelsFile)).rejects.toBeInstanceOf(StudioError);
    expect(existsSync(unmounted)).toBe(false);
  });

  it('is not made without the checkpoint that it was to go on from', async () => {
    const { version: _, ...task } = await readTask(folder);
    const checkpoint = { folder: path('checkpoints'), name: '00000000032' };
    await expect(createJob(path('shared'), 'run-2', { task, checkpoint })).rejects.toMatchObject({
      code: 'CHECKPOINT_MISSING',
      data: { next: expect.stringContaining('Resume'), subject: checkpoint.name },
    });
    expect(readdirSync(sharedPaths(path('shared')).jobs)).toEqual(['run-1']);
  });

  it('is read whole where its share gives a few bytes at a time', async () => {
    const log = new MessageLog(jobPaths(folder).messages);
    for (const nimg of [8, 16]) log.append({ type: 'rewound', nimg });
    log.close();
    const read = async () => [await readTask(folder), await readMessages(jobPaths(folder).messages, 0)];
    const whole = await read();
    await using handle = await open(jobPaths(folder).task);
    const files: { read(...args: [Buffer, number, number, number]): Promise<unknown> } =
      Object.getPrototypeOf(handle);
    const { read: readAll } = files;
    const short = vi.spyOn(files, 'read').mockImplementation(function (
      this: typeof files,
      buffer,
      offset,
      length,
      position,
    ) {
      return readAll.call(this, buffer, offset, Math.min(length, 7), position);
    });
    try {
      expect(await read()).toEqual(whole);
      expect(short.mock.calls.length).toBeGreaterThan(10);
    } finally {
      short.mockRestore();
    }
  });

  it('has a version for ranks, so that an older Faceloom says that it is too old', async () => {
    const ranked = await testJob(path('shared'), 'run-ranks', { task: { ranks: 2 } });
    const task = await readTask(ranked);
    expect(task).toMatchObject({ version: 2, ranks: 2 });
    // As it was written before there was that version.
    writeFileSync(jobPaths(ranked).task, JSON.stringify({ ...task, version: 1 }));
    expect(await readTask(ranked)).toEqual({ ...task, version: 1 });
  });

  it('of a newer Faceloom is refused as such', async () => {
    const { task, state } = jobPaths(folder);
    writeFileSync(task, JSON.stringify({ version: 3, somethingNew: true }));
    await expect(readTask(folder)).rejects.toEqual(refused(/newer Faceloom wrote task.json/));
    writeFileSync(state, JSON.stringify({ version: 7 }));
    await expect(readJobState(folder)).rejects.toEqual(refused(/newer Faceloom wrote state.json/));
  });

  it.each([
    ['no folder', 'gone'],
    ['another folder', '..'],
  ])('that is %s is refused', async (_what, name) => {
    await expect(readTask(join(folder, name))).rejects.toEqual(refused(/not the folder of a job/));
  });

  it('is refused where a link stands in place of a part of it', async () => {
    const { task, out, control } = jobPaths(folder);
    for (const part of [task, out, control]) {
      renameSync(part, `${part}-away`);
      symlinkSync(`${part}-away`, part);
      await expect(readTask(folder)).rejects.toEqual(refused(/is not a plain/));
      unlinkSync(part);
      renameSync(`${part}-away`, part);
    }
    symlinkSync(folder, path('link'));
    await expect(readTask(path('link'))).rejects.toEqual(refused(/is not a plain folder/));
    expect(await readTask(folder)).toMatchObject({ name: 'Test' });
  });

  it('whose task is anything else is refused', async () => {
    const { task } = jobPaths(folder);
    const whole = JSON.parse(readFileSync(task, 'utf8'));
    const hostile = [
      '',
      '[]',
      '{"version":1}',
      JSON.stringify({ ...whole, pixels: '../../../etc/passwd' }),
      JSON.stringify({ ...whole, checkpoint: '../..' }),
      JSON.stringify({ ...whole, unknown: 1 }),
      ' '.repeat(2 ** 20 + 1),
    ];
    for (const text of hostile) {
      writeFileSync(task, text);
      await expect(readTask(folder), text.slice(0, 40)).rejects.toMatchObject({
        code: 'JOB_FOLDER_UNUSABLE',
      });
    }
  });
});

describe('messages', () => {
  const step = (nimg: number): JobMessage => ({
    type: 'steps',
    rows: [{ nimg, dLoss: 1, gLoss: 1, dReal: 0.5, dFake: 0.5 }],
  });
  const file = () => jobPaths(folder).messages;
  const all = async (from = 0) => (await readMessages(file(), from)).map(({ message }) => message);

  it('are read on from where one has stopped, each once', async () => {
    const log = new MessageLog(file());
    log.append(step(8));
    const [{ end }] = await readMessages(file(), 0);
    expect(await all(end)).toEqual([]);
    log.append(step(16));
    log.close();
    expect(await all(end)).toEqual([step(16)]);
    expect(await all()).toEqual([step(8), step(16)]);
  });

  it('come whole, wherever a write was cut off and however portions fall', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 12 }),
      fc.nat(),
      async (steps, cut) => {
        writeFileSync(file(), '');
        const lines = steps.map((nimg) => `${JSON.stringify(step(nimg))}\n`);
        appendFileSync(file(), lines.join(''));
        const size = lines.join('').length;
        truncateSync(file(), size === 0 ? 0 : cut % (size + 1));
        const before = await readMessages(file(), 0);
        const read = before.map(({ message }) => message);
        expect(read).toEqual(steps.slice(0, read.length).map(step));
        const log = new MessageLog(file());
        log.append(step(7));
        log.close();
        expect(await all(before.at(-1)?.end ?? 0)).toEqual([step(7)]);
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  it('that are none, or too long, are refused, and those before them are not lost', async () => {
    const { messages } = jobPaths(folder);
    for (const text of [
      '{"type":"tired"}\n',
      'x\n',
      `${'x'.repeat(2 ** 20 + 1)}\n`,
      'x'.repeat(2 ** 20 + 1),
    ]) {
      writeFileSync(messages, text);
      await expect(readMessages(messages, 0)).rejects.toMatchObject({ code: 'JOB_FOLDER_UNUSABLE' });
      const good = [8, 16].map(step);
      writeFileSync(
        messages,
        `${good.map((each) => `${JSON.stringify(each)}\n`).join('')}${text}\n${JSON.stringify(step(24))}\n`,
      );
      const read = await readMessages(messages, 0);
      expect(read.map(({ message }) => message)).toEqual(good);
      await expect(readMessages(messages, read.at(-1)?.end ?? 0)).rejects.toMatchObject({
        code: 'JOB_FOLDER_UNUSABLE',
      });
    }
    writeFileSync(path('secret'), `${JSON.stringify(step(1))}\n`);
    renameSync(messages, `${messages}-away`);
    symlinkSync(path('secret'), messages);
    await expect(readMessages(messages, 0)).rejects.toEqual(refused(/not a plain file/));
    expect(() => new MessageLog(messages)).toThrow();
  });

  it('keep sample grids in files of their own', async () => {
    mkdirSync(jobPaths(folder).samples);
    const data = new Uint8Array(4 * 32 * 32).map((_, i) => i % 251);
    const grid: Message<'sample'> = {
      ...{ type: 'sample', kind: 'fakes', nimg: 320, rows: 2, columns: 2 },
      pixels: { count: 4, size: 32, channels: 1, data },
    };
    const stored = await storeGrid(folder, grid);
    expect(await loadGrid(folder, stored)).toEqual(grid);
    const larger = { ...stored, pixels: { ...stored.pixels, count: 5 } };
    await expect(loadGrid(folder, larger)).rejects.toEqual(refused(/does not hold a sample grid/));
    const smaller = { ...stored, pixels: { ...stored.pixels, count: 1 } };
    await expect(loadGrid(folder, smaller)).rejects.toEqual(refused(/does not hold a sample grid/));
    const huge = { ...stored, pixels: { ...stored.pixels, count: 1024, size: 1024 } };
    await expect(loadGrid(folder, huge)).rejects.toEqual(refused(/larger than any/));
  });
});
