import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomStream } from '../../protocol/random.ts';
import { programEnvironment } from '../testing/program-environment.ts';
import { StudyRecord } from './study-record.ts';

const program = join(import.meta.dirname, '..', 'faceloom.ts');
const patience = { timeout: 300_000, interval: 50 };

/** The preset whose steps are the shortest: a study is about when it measures what. */
const recipe = (name: string, generatorLearningRate: number) => ({
  ...{ name, preset: 'classic-mlp', width: 4, engine: 'wasm', set: { batchSize: 8, generatorLearningRate } },
});
const study = {
  name: 'Rates <b>',
  minutes: 0.02,
  datasets: ['Drawn'],
  seeds: [1, 2],
  moments: [0.5, 1],
  pictures: 100,
  cores: 'all',
  recipes: [recipe('slow', 0.0001), recipe('fast', 0.002)],
};

/** A study through the program itself, on pictures that were imported as they are: only fast embeddings see them. */
describe('faceloom study', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    mkdirSync(join(folder, 'drawn'));
    const random = randomStream(1, 'study', 0);
    for (let i = 0; i < 210; i++) {
      const [level, slope] = [60 + 120 * random.uniform(), 4 * random.uniform() - 2];
      const pixels = Uint8Array.from(
        { length: 32 * 32 },
        (_, at) => level + slope * (at % 32) + 20 * random.uniform(),
      );
      await sharp(pixels, { raw: { width: 32, height: 32, channels: 1 } })
        .png()
        .toFile(join(folder, 'drawn', `${i}.png`));
    }
    writeFileSync(join(folder, 'rates.json'), JSON.stringify(study));
    expect(await finish(start('import', 'drawn', '--name', 'Drawn', '--faces', 'as-is'))).toMatchObject({
      code: 0,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [program, ...args, '--library', join(folder, 'library'), '--json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: programEnvironment(folder),
    });
  async function finish(child: ChildProcess) {
    if (child.stdout === null || child.stderr === null) throw new Error('nothing to read');
    const [out, said, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { code, said, json: JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') };
  }
  const recordFile = () => join(folder, 'rates-study', 'study-record.json');
  const record = () => StudyRecord.parse(JSON.parse(readFileSync(recordFile(), 'utf8')));
  const measured = () => record().parts.map((part) => part.measured.map(({ moment }) => moment));

  it('goes on where it was killed, and repeats nothing', async () => {
    const killed = start('study', 'rates.json');
    await vi.waitUntil(() => existsSync(recordFile()) && measured().flat().length >= 1, patience);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const before = record();
    expect(measured().flat().length).toBeLessThan(8);

    const { code, json } = await finish(start('study', 'rates.json'));
    expect({ code, json }).toMatchObject({ code: 0, json: { summary: [{ dataset: 'Drawn' }] } });
    expect(measured()).toEqual([
      [0.5, 1],
      [0.5, 1],
      [0.5, 1],
      [0.5, 1],
    ]);
    const after = record();
    expect(new Set(after.parts.map(({ runId }) => runId)).size).toBe(4);
    expect(after.parts.map(({ recipe, seed }) => `${recipe} ${seed}`)).toEqual([
      'slow 1',
      'fast 1',
      'slow 2',
      'fast 2',
    ]);
    for (const [i, { runId, measured: kept }] of before.parts.entries()) {
      if (runId !== undefined) expect(after.parts[i].runId).toBe(runId);
      expect(after.parts[i].measured.slice(0, kept.length)).toEqual(kept);
    }
    for (const { measured: moments } of after.parts) {
      const [half, end] = moments;
      expect(half.seconds).toBeGreaterThanOrEqual(0.6);
      expect(end.seconds).toBeGreaterThanOrEqual(1.2);
      // A machine that is busy elsewhere may take longer than the whole training for one step.
      if (half.seconds < 1.2) expect(end.nimg).toBeGreaterThan(half.nimg);
      else expect(end.nimg).toBe(half.nimg);
    }
  });

  it('does nothing more when it is done, and refuses a recipe that was changed meanwhile', async () => {
    const done = record();
    expect(await finish(start('study', 'rates.json'))).toMatchObject({ code: 0 });
    expect(record()).toEqual(done);
    const changed = { ...study, recipes: [recipe('slow', 0.0001), recipe('fast', 0.003)] };
    writeFileSync(join(folder, 'rates.json'), JSON.stringify(changed));
    expect(await finish(start('study', 'rates.json'))).toMatchObject({
      code: 2,
      json: { error: { code: 'INVALID_INPUT', message: '“fast” had other settings when this study began.' } },
    });
    expect(record()).toEqual(done);
  });

  it('has one report, with all pictures inside and nothing from elsewhere', () => {
    const html = readFileSync(join(folder, 'rates-study', 'report.html'), 'utf8');
    expect(html).toContain('<h1>Rates &#60;b&#62;</h1>');
    expect(html.match(/src="data:image\/png;base64,/g)).toHaveLength(4);
    expect(html).not.toMatch(/<script|https?:|src="(?!data:)|<link/);
    expect(html).not.toContain('is not finished');
    // The random network compares these pictures, and the judge says why it does not.
    expect(html).toContain('The judge was not asked. The pictures were imported as they are');
    expect(html).toMatch(/with 2 seeds: KID|draws (better|worse) faces than “slow”: KID/);
  });
});
