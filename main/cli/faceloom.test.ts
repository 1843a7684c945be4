import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { programEnvironment } from './testing/program-environment.ts';

const program = join(import.meta.dirname, 'faceloom.ts');
const Imported = z.object({ datasetId: z.string(), imported: z.int() });

/** The program itself, as a person or a script starts it, on a library of its own. */
describe('faceloom', () => {
  let folder: string;
  let library: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-cli-'));
    library = join(folder, 'library');
    mkdirSync(join(folder, 'photos', 'more'), { recursive: true });
    for (let index = 0; index < 20; index++) {
      const background = { r: 12 * index, g: 90, b: 200 };
      const file = join(folder, 'photos', index < 10 ? '' : 'more', `${index}.png`);
      await sharp({ create: { width: 40, height: 48, channels: 3, background } }).toFile(file);
    }
    writeFileSync(join(folder, 'photos', 'empty.jpg'), '');
    writeFileSync(join(folder, 'photos', 'notes.txt'), 'no picture');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [program, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...programEnvironment(folder), FACELOOM_LIBRARY: library },
    });

  async function finish(child: ChildProcess) {
    if (child.stdout === null || child.stderr === null) throw new Error('nothing to read');
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { code, stdout, stderr };
  }

  async function run(...args: string[]) {
    const result = await finish(start(...args));
    // Whatever happens, nobody is shown a stack trace.
    expect(result.stdout + result.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
    return result;
  }

  /** Exit code, and the last line of standard output as the object that `--json` promises. */
  async function runJson(...args: string[]): Promise<{ code: unknown; json: unknown }> {
    const { code, stdout } = await run(...args, '--json');
    return { code, json: JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') };
  }

  it('ends with exit code 2 and a JSON error on an unknown preset', async () => {
    const { code, json } = await runJson('train', '--dataset', 'photos', '--preset', 'huge');
    expect({ code, json }).toMatchObject({ code: 2, json: { error: { code: 'PRESET_UNKNOWN' } } });
  });

  it('examines the machine without making a library', async () => {
    const { code, json } = await runJson('doctor', '--library', join(folder, 'untouched'));
    expect(code).toBe(0);
    expect(json).toMatchObject({
      engines: [
        { id: 'tensorflow' },
        { id: 'wasm', available: true, version: expect.any(String) },
        { id: 'webgpu', title: 'WebGPU' },
      ],
      threads: expect.any(Number),
      memoryBytes: expect.any(Number),
      libraryBytesFree: expect.any(Number),
      library: join(folder, 'untouched'),
      electron: { canOpen: expect.any(Boolean), text: expect.any(String) },
      browser: { found: expect.any(Boolean) },
    });
    expect(existsSync(join(folder, 'untouched'))).toBe(false);
  });

  it('serves until it is interrupted', async () => {
    const child = start('serve', '--no-build', '--port', '0', '--json');
    const [line] = await once(child.stdout ?? child, 'data');
    const { url } = z.object({ url: z.string() }).parse(JSON.parse(String(line)));
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('imports, trains, stops at Ctrl-C with a checkpoint, and resumes', async () => {
    const imported = await runJson('import', 'photos', '--name', 'Photos', '--faces', 'centre');
    expect(imported).toEqual({
      code: 0,
      json: {
        datasetId: expect.stringMatching(/^photos-/),
        faces: 'centre',
        imported: 20,
        quarantined: [{ file: join('photos', 'empty.jpg'), reason: 'an empty file' }],
        files: { seen: 22, imported: 20, leftOut: 0, quarantined: 1, ignored: 1 },
        ignored: [{ reason: 'not a picture', count: 1, examples: [join('photos', 'notes.txt')] }],
        findings: expect.arrayContaining([{ kind: 'low-contrast', count: 20, leftOut: 0, policy: 'keep' }]),
        verdict: expect.objectContaining({ level: 'too-few', usable: 20, preset: 'draft-32' }),
      },
    });
    const { datasetId } = Imported.parse(imported.json);
    const report = join(folder, 'report.json');
    expect(await runJson('dataset', 'report', 'Photos', '--out', 'report.json')).toEqual({
      code: 0,
      json: { files: [report], datasetId },
    });
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
      dataset: { id: datasetId, imageCount: 20 },
    });
    expect(await runJson('dataset', 'rename', 'Photos')).toMatchObject({ code: 2 });
    expect(await runJson('import', 'photos', '--add', 'Photos')).toMatchObject({
      code: 0,
      json: {
        datasetId,
        imported: 20,
        files: { seen: 43, imported: 20, leftOut: 0, quarantined: 1, ignored: 22 },
      },
    });

    const training = start(
      'train',
      '--dataset',
      datasetId,
      '--engine',
      'wasm',
      '--width',
      '4',
      '--kimg',
      '50',
      '--tensorboard',
      '--json',
    );
    const runs = join(library, 'runs');
    const patience = { timeout: 300_000, interval: 100 };
    const runId = await vi.waitUntil(() => readdirSync(runs).at(0), patience);
    const firstCheckpoint = join(runs, runId, 'checkpoints', '00000000000', 'state.json');
    await vi.waitUntil(() => existsSync(firstCheckpoint), patience);
    training.kill('SIGINT');
    const stopped = await finish(training);
    expect(stopped.code).toBe(130);
    expect(JSON.parse(stopped.stdout.trimEnd())).toMatchObject({
      error: { code: 'CANCELLED', next: expect.stringContaining(`resume ${runId}`) },
    });

    const [checkpoint] = readdirSync(join(runs, runId, 'checkpoints'))
      .sort()
      .reverse();
    const kimg = (Number(checkpoint) + 32) / 1000;
    expect(await runJson('resume', runId, '--kimg', String(kimg))).toEqual({
      code: 0,
      json: {
        runId,
        kimg,
        imagesPerSecond: expect.any(Number),
        engine: 'wasm',
        mode: 'eager',
        dLoss: expect.any(Number),
        gLoss: expect.any(Number),
        checkpoint: String(kimg * 1000).padStart(11, '0'),
        seconds: expect.any(Number),
      },
    });

    const tooFew = { reason: expect.stringContaining('at least 100 pictures on each side; there are 10') };
    expect(
      await runJson('evaluate', '--run', runId, '--checkpoint', String(kimg), '--count', '100'),
    ).toMatchObject({
      code: 0,
      json: {
        from: { kind: 'run', id: runId, checkpoint: String(kimg * 1000).padStart(11, '0') },
        kid: tooFew,
      },
    });
    expect(await runJson('evaluate', '--run', runId, '--checkpoint', '99')).toMatchObject({ code: 2 });

    const events = readdirSync(join(runs, runId, 'tensorboard'));
    expect(events.every((name) => /^events\.out\.tfevents\.\d{10}\.faceloom\.\d{5}$/.test(name))).toBe(true);
    expect(events.length).toBeGreaterThan(0);

    const steps = join(folder, 'steps.csv');
    expect(await runJson('series', runId, '--out', 'steps.csv')).toEqual({
      code: 0,
      json: { files: [steps], runId },
    });
    expect(readFileSync(steps, 'utf8').trimEnd().split('\r\n')).toHaveLength(1 + (kimg * 1000) / 32);
    expect(await runJson('series', runId, '--out', 'steps.csv')).toMatchObject({
      json: { files: [join(folder, 'steps (2).csv')] },
    });
  });

  it('draws faces of that run as a sheet, as files, as an archive and as films', async () => {
    const runs = join(library, 'runs');
    const [runId] = readdirSync(runs);
    const draw = ['--run', runId, '--grid', '4x3', '--seed', '7', '--out', 'faces.png', '--scale', '2'];
    const file = join(folder, 'faces.png');
    expect(await runJson('generate', ...draw)).toEqual({
      code: 0,
      json: {
        files: [file],
        width: 256,
        height: 192,
        seed: 7,
        faces: Array.from({ length: 12 }, (_, index) => ({
          seed: 7,
          index,
          file,
          left: 64 * (index % 4),
          top: 64 * Math.floor(index / 4),
        })),
      },
    });
    expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 256, height: 192 });

    const film = ['--seconds', '1', '--fps', '8', '--hold', '0', '--cell', '1', '--out', 'film.gif'];
    expect(await runJson('timelapse', '--run', runId, ...film)).toMatchObject({
      code: 0,
      json: { frames: 8, width: 64, height: 64 },
    });
    const { format, pages } = await sharp(join(folder, 'film.gif')).metadata();
    expect([format, pages]).toEqual(['gif', 8]);

    const few = ['--run', runId, '--count', '2', '--scale', '4', '--upscaler', 'lanczos'];
    const sheet = ['--columns', '1', '--gap', '8', '--labels', '--caption', '--out', 'sheet.webp'];
    expect(await runJson('generate', ...few, ...sheet)).toMatchObject({ json: { width: 144, height: 340 } });
    expect(await sharp(join(folder, 'sheet.webp')).metadata()).toMatchObject({ width: 144, height: 340 });
    expect(
      await runJson('generate', ...few, '--format', 'avif', '--no-provenance', '--out', 'many'),
    ).toMatchObject({ code: 0, json: { files: { length: 2 }, seed: 42 } });
    expect(readdirSync(join(folder, 'many'))).toHaveLength(2);
    const zip = join(folder, 'faces.zip');
    expect(await runJson('generate', ...few, '--truncation', '0.5', '--out', 'faces.zip')).toMatchObject({
      code: 0,
      json: {
        faces: [0, 1].map((index) => ({
          ...{ seed: 42, index, file: zip },
          entry: expect.stringMatching(`-s42-000${index}-psi0\\.5\\.png$`),
        })),
      },
    });
    expect(readFileSync(join(folder, 'faces.zip')).subarray(0, 2).toString()).toBe('PK');

    const stopped = start('generate', '--run', runId, '--count', '400', '--scale', '16', '--out', 'stopped');
    await vi.waitUntil(() => existsSync(join(folder, 'stopped')), { timeout: 300_000, interval: 20 });
    stopped.kill('SIGINT');
    expect(await finish(stopped)).toMatchObject({ code: 130, stderr: expect.stringContaining('Cancelled') });
    expect(existsSync(join(folder, 'stopped'))).toBe(false);
    for (const wrong of [
      ['--out', 'faces.bmp'],
      ['--out', 'faces.png', '--format', 'webp'],
    ])
      expect(await runJson('generate', ...few, ...wrong)).toMatchObject({ code: 2 });

    const vectors = join(folder, 'latents.csv');
    const { latentSize } = z
      .object({ latentSize: z.int() })
      .parse(JSON.parse(readFileSync(join(runs, runId, 'config.json'), 'utf8')));
    const row = (value: number) =>
      Array.from({ length: latentSize }, (_, i) => (i === 0 ? value : 0.5)).join(',');
    writeFileSync(vectors, `${row(1)}\n${row(-1)}\n`);
    const given = ['--run', runId, '--latents', 'latents.csv'];
    const two = join(folder, 'two.png');
    expect(await runJson('generate', ...given, '--out', 'two.png')).toEqual({
      code: 0,
      json: {
        files: [two],
        width: 64,
        height: 32,
        latents: 'latents.csv',
        faces: [
          { row: 1, file: two, left: 0, top: 0 },
          { row: 2, file: two, left: 32, top: 0 },
        ],
      },
    });
    for (const again of ['', ' \\(2\\)'])
      expect(await runJson('generate', ...given, '--out', 'rows')).toMatchObject({
        code: 0,
        json: {
          faces: [1, 2].map((number) => ({
            row: number,
            file: expect.stringMatching(`rows/.*-row-000${number}${again}\\.png$`),
          })),
        },
      });
    expect(readdirSync(join(folder, 'rows'))).toHaveLength(4);
    const walk = join(folder, 'film.webp');
    const frames = ['--frames', '6', '--fps', '10', '--scale', '2'];
    expect(await runJson('interpolate', ...given, ...frames, '--out', 'film.webp')).toEqual({
      code: 0,
      json: {
        ...{ files: [walk], frames: 6, fps: 10, seconds: 0.6, width: 64, height: 64 },
        faces: [
          { row: 1, frame: 1 },
          { row: 2, frame: 4 },
        ],
      },
    });
    expect(await sharp(walk, { animated: true }).metadata()).toMatchObject({
      format: 'webp',
      pages: 6,
      pageHeight: 64,
      loop: 0,
      delay: Array(6).fill(100),
    });
    writeFileSync(vectors, `${row(1)}\n`.repeat(401));
    expect(await runJson('generate', ...given)).toMatchObject({
      code: 2,
      json: { error: { message: 'latents.csv has 401 rows; 400 faces are drawn at once.' } },
    });
    writeFileSync(vectors, `${row(1)},7\n`);
    expect(await runJson('generate', ...given)).toMatchObject({
      code: 2,
      json: { error: { code: 'INVALID_INPUT', message: expect.stringContaining(`takes ${latentSize}`) } },
    });
  });

  it('queues runs for a studio that is open, and trains a sweep meanwhile', async () => {
    const recipe = ['--preset', 'classic-mlp', '--set', 'batchSize=32', '--width', '4', '--kimg', '0.03'];
    const tiny = ['--dataset', 'Photos', '--engine', 'wasm', ...recipe];
    const queued = await runJson('train', ...tiny, '--queue', '--start-at', '22:00', '--stop-at', '07:00');
    expect(queued).toMatchObject({ code: 0, json: { state: 'queued', position: 1 } });
    expect(await runJson('train', ...tiny, '--queue')).toMatchObject({ code: 0, json: { position: 2 } });

    const swept = await runJson('sweep', ...tiny, '--gamma', '0.5,2');
    const ended = { state: 'finished', kimg: 0.032, axis: 'gamma', dLoss: expect.any(Number) };
    expect(swept).toMatchObject({
      code: 0,
      json: {
        groupId: expect.stringMatching(/^photos-gamma-/),
        runs: [
          { ...ended, value: 0.5 },
          { ...ended, value: 2 },
        ],
      },
    });
    const { groupId } = z.object({ groupId: z.string() }).parse(swept.json);
    const longer = await runJson('resume', groupId, '--kimg', '0.06');
    expect(longer).toMatchObject({ code: 0, json: { runs: [{ kimg: 0.064 }, { kimg: 0.064 }] } });

    const States = z.object({ runs: z.array(z.looseObject({ state: z.string() })) });
    const { runs } = States.parse((await runJson('runs')).json);
    expect(runs.slice(0, 4)).toMatchObject([
      { state: 'finished', group: { id: groupId, axis: 'gamma', value: 2 } },
      { state: 'finished', group: { id: groupId, axis: 'gamma', value: 0.5 } },
      { state: 'queued', position: 2, dataset: 'Photos', preset: 'classic-mlp', kimg: 0 },
      { state: 'queued', position: 1, startAt: expect.any(String), stopAt: expect.any(String) },
    ]);

    const serve = start('serve', '--no-build', '--port', '0', '--json');
    const second = join(library, 'runs', String(runs[2]['id']), 'checkpoints', '00000000032');
    await vi.waitUntil(() => existsSync(second), { timeout: 300_000, interval: 100 });
    // As its terminal does when it is closed.
    serve.kill('SIGHUP');
    if (process.platform !== 'win32') expect((await once(serve, 'exit'))[0]).toBe(0);
    else await once(serve, 'exit');
    const after = States.parse((await runJson('runs')).json);
    expect(after.runs[2]).toMatchObject({ id: runs[2]['id'], state: 'finished' });
  });
});
