import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DatasetId } from '../contract/ids.ts';
import { mediaPath } from '../contract/system/media.ts';
import { programEnvironment } from './testing/program-environment.ts';

const program = join(import.meta.dirname, 'faceloom.ts');
/** Brackets, blanks, signs that mean something in URLs, printf and shells, and other letters. */
const names = ['Faces [2024] #1 100% é лица', "It's $HOME & `more` (2)? 100%25"];
const Trained = z.looseObject({ runId: z.string() });

describe('a library under a name that means something to shells and URLs, moved to another', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    const background = (index: number) => ({ r: 12 * index, g: 90, b: 200 });
    for (let index = 0; index < 20; index++) {
      await sharp({ create: { width: 40, height: 40, channels: 3, background: background(index) } }).toFile(
        join(folder, `${index}.png`),
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (...args: string[]) =>
    spawn(process.execPath, [program, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: programEnvironment(folder),
    });
  async function run(...args: string[]): Promise<string> {
    const child = start(...args);
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    expect(code, stdout + stderr).toBe(0);
    return stdout;
  }
  const lastJson = (stdout: string): unknown => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');

  /** The words that a shell makes of a line. */
  async function words(line: string): Promise<string[]> {
    const { stdout } = await promisify(execFile)('sh', ['-c', `set -- ${line}; printf '%s\\0' "$@"`]);
    return stdout.split('\0').slice(0, -1);
  }
  async function expectLibrary(output: string, label: string, library: string): Promise<void> {
    const line = output.split('\n').find((each) => each.includes(`${label}: `)) ?? '';
    const said = await words(line.slice(line.indexOf(label) + label.length + 2));
    expect(said.slice(-2), line).toEqual(['--library', library]);
  }

  it('works at both, and says how to go on in words that a shell understands', {
    timeout: 600_000,
  }, async () => {
    const [before = '', after = ''] = names
      .filter((name) => process.platform !== 'win32' || !/[?`]/.test(name))
      .map((name) => join(folder, name));
    const imported = await run('import', '.', '--name', 'Photos', '--faces', 'as-is', '--library', before);
    if (process.platform !== 'win32') await expectLibrary(imported, 'Train on it', before);
    const training = ['--dataset', 'Photos', '--engine', 'wasm', '--width', '4', '--kimg', '0.1', '--json'];
    const { runId } = Trained.parse(lastJson(await run('train', ...training, '--library', before)));
    const library = after === '' ? join(folder, 'moved') : after;
    renameSync(before, library);

    const resumed = await run('resume', runId, '--kimg', '0.2', '--library', library);
    if (process.platform !== 'win32') await expectLibrary(resumed, 'Draw faces', library);
    for (const format of ['h5', 'onnx', ...(await savedModel(library))]) {
      const out = join(folder, `${format} #1 100%`);
      const exported = ['export', '--run', runId, '--format', format, '--out', out, '--library', library];
      expect(lastJson(await run(...exported, '--json'))).toMatchObject({ files: expect.any(Array) });
      expect(readdirSync(out).length).toBeGreaterThan(0);
    }

    const [id = ''] = readdirSync(join(library, 'datasets'));
    const serving = start('serve', '--no-build', '--port', '0', '--json', '--library', library);
    const [line] = await once(serving.stdout, 'data');
    const { origin, searchParams } = new URL(z.object({ url: z.string() }).parse(JSON.parse(`${line}`)).url);
    const headers = { authorization: `Bearer ${searchParams.get('token')}` };
    for (const path of [
      mediaPath.datasetImage(DatasetId.parse(id), 3),
      mediaPath.datasetThumbnail(DatasetId.parse(id), 3),
    ]) {
      const answer = await fetch(`${origin}${path}`, { headers });
      expect([path, answer.status]).toEqual([path, 200]);
      expect((await sharp(await answer.arrayBuffer()).metadata()).width).toBeGreaterThan(0);
    }
    serving.kill('SIGINT');
    expect((await once(serving, 'exit'))[0]).toBe(0);
  });

  /** TensorFlow writes and proves its own format. */
  async function savedModel(library: string): Promise<string[]> {
    const Doctor = z.looseObject({
      engines: z.array(z.looseObject({ id: z.string(), available: z.boolean() })),
    });
    const { engines } = Doctor.parse(lastJson(await run('doctor', '--json', '--library', library)));
    return engines.some(({ id, available }) => id === 'tensorflow' && available) ? ['savedmodel'] : [];
  }
});
