import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLibrary } from '../studio/library/library.ts';
import { runCommandLine } from './run-command-line.ts';

describe('a command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-cli-'));
  let stdout: string;
  let stderr: string;

  beforeEach(() => {
    vi.stubEnv('FACELOOM_LIBRARY', join(folder, 'library'));
    [stdout, stderr] = ['', ''];
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      stdout += String(chunk);
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      stderr += String(chunk);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    expect(stdout + stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Exit code, and the last line of standard output as the object that `--json` promises. */
  async function runJson(...args: string[]): Promise<{ code: number; json: unknown }> {
    const code = await runCommandLine([...args, '--json']);
    return { code, json: JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') };
  }

  it('adds a place, tries it and removes it', async () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    const place = { name: 'Box', kind: 'folder', folder: shared };
    expect(await runJson('places', 'add', 'Box', '--folder', shared)).toMatchObject({
      code: 0,
      json: { place, findings: [{ isOk: true }] },
    });
    expect(await runJson('places', 'list')).toMatchObject({ code: 0, json: { places: [place] } });
    expect(await runJson('places', 'change', 'Box', '--name', 'Attic')).toMatchObject({
      code: 0,
      json: { place: { ...place, name: 'Attic' } },
    });
    await runJson('places', 'change', 'Attic', '--name', 'Box');
    rmSync(shared, { recursive: true });
    expect(await runJson('places', 'check', 'Box')).toMatchObject({
      code: 1,
      json: { findings: [{ isOk: false }] },
    });
    expect(await runJson('places', 'remove', 'Box')).toMatchObject({ code: 0 });
    expect(await runJson('places', 'check', 'Box')).toMatchObject({
      code: 2,
      json: { error: { code: 'PLACE_NOT_FOUND' } },
    });
  });

  it('changes the choices of a place that are given, takes away empty ones and keeps the others', async () => {
    const kubernetes = [
      '--kind',
      'kubernetes',
      '--image',
      'faceloom:1',
      '--claim',
      'share',
      '--queue',
      'gpus',
    ];
    // Its programs are not asked for where the shared folder is missing.
    const shared = join(folder, 'missing');
    await runJson('places', 'add', 'Lab', '--folder', shared, '--gpus', '2', ...kubernetes);
    const { json } = await runJson('places', 'change', 'Lab', '--cores', '8', '--queue', '');
    expect(json).toEqual({
      place: {
        ...{ id: expect.any(String), kind: 'kubernetes', name: 'Lab', folder: shared, namespace: 'default' },
        ...{ image: 'faceloom:1', claim: 'share', user: 1000, cores: 8, gpus: 2, atOnce: 2 },
      },
      findings: [expect.objectContaining({ isOk: false })],
    });
    expect(await runJson('places', 'change', 'Lab', '--image', '')).toMatchObject({
      ...{ code: 2, json: { error: { code: 'INVALID_INPUT' } } },
    });
    await runJson('places', 'remove', 'Lab');
  });

  it.each([
    ['a cluster without a clone of Faceloom there', ['--kind', 'slurm']],
    ['a program that a shell would read', ['--kind', 'slurm', '--program', '/a;b']],
    ['a host that is an option', ['--kind', 'slurm', '--program', '/a', '--host=-oProxyCommand=x']],
    ['a kind that there is none', ['--kind', 'grid']],
  ])('refuses a place with %s', async (_what, options) => {
    expect(await runJson('places', 'add', 'Box', '--folder', folder, ...options)).toMatchObject({
      code: 2,
      json: { error: { code: 'INVALID_INPUT' } },
    });
  });

  it('gives the exit code of a worker that cannot begin', async () => {
    expect(await runJson('worker', folder)).toMatchObject({
      code: 1,
      json: { error: { code: 'JOB_FOLDER_UNUSABLE' } },
    });
  });

  it('lists its commands, and the options of one', async () => {
    expect(await runCommandLine(['--help'])).toBe(0);
    for (const name of ['doctor', 'import', 'train', 'resume', 'generate', 'serve', 'bench', 'demo']) {
      expect(stdout).toContain(name);
    }
    expect(await runCommandLine(['train', '--help'])).toBe(0);
    expect(stdout).toContain('--minutes');
    // Plain text where it is not a terminal that reads it.
    expect(stdout).not.toContain('\x1b');
  });

  it.each([
    ['an unknown command', ['paint'], 'INVALID_INPUT', /doctor, import, dataset, plan, train/],
    ['an unknown option', ['runs', '--bogus'], 'INVALID_INPUT', /--library/],
    ['an unknown short option', ['runs', '-x'], 'INVALID_INPUT', /--library/],
    ['a command that is nearly right', ['trian'], 'INVALID_INPUT', /^Did you mean "train"\?/],
    ['a subcommand that is nearly right', ['places', 'ad'], 'INVALID_INPUT', /^Did you mean "add"\?/],
    [
      'an option that is nearly right',
      ['train', '--datset', 'x'],
      'INVALID_INPUT',
      /^Did you mean "dataset"\?/,
    ],
    [
      'a preset that is nearly right',
      ['train', '--dataset', 'x', '--preset', 'draft32'],
      'PRESET_UNKNOWN',
      /^Did you mean "draft-32"\?/,
    ],
    [
      'a choice that is nearly right',
      ['train', '--dataset', 'x', '--engine', 'tensorflw'],
      'INVALID_INPUT',
      /^Did you mean "tensorflow"\?/,
    ],
    ['a missing argument', ['train'], 'INVALID_INPUT', /--help/],
    ['no folder', ['import'], 'INVALID_INPUT', /import ~.Pictures/],
    [
      'text where a number is wanted',
      ['train', '--dataset', 'x', '--kimg', 'many'],
      'INVALID_INPUT',
      /from 0.001/,
    ],
    [
      'an unknown engine',
      ['train', '--dataset', 'x', '--engine', 'abacus'],
      'INVALID_INPUT',
      /tensorflow, wasm, webgpu/,
    ],
    [
      'an unknown preset',
      ['train', '--dataset', 'x', '--preset', 'huge'],
      'PRESET_UNKNOWN',
      /draft-32, standard-64, .*classic-mlp/,
    ],
    [
      'a time that does not exist',
      ['train', '--dataset', 'x', '--start-at', '25:00'],
      'INVALID_INPUT',
      /22:00/,
    ],
    ['a sweep of nothing', ['sweep', '--dataset', 'x'], 'INVALID_INPUT', /--gamma/],
    [
      'a sweep of two settings',
      ['sweep', '--dataset', 'x', '--seeds', '1,2', '--gamma', '1,2'],
      'INVALID_INPUT',
      /one of/,
    ],
    ['a sweep of one run', ['sweep', '--dataset', 'x', '--seeds', '1'], 'INVALID_INPUT', /commas/],
    ['an unknown dataset', ['train', '--dataset', 'nobody'], 'DATASET_NOT_FOUND', /none yet/],
    ['an unknown run', ['resume', 'nothing'], 'RUN_NOT_FOUND', /none yet/],
    ['an unknown model', ['generate', '--model', 'nothing'], 'MODEL_NOT_FOUND', /none yet/],
    ['a run and a model', ['generate', '--run', 'a', '--model', 'b'], 'INVALID_INPUT', /runs/],
    [
      'a grid that is too small',
      ['generate', '--run', 'a', '--grid', '2x2', '--count', '9'],
      'INVALID_INPUT',
      /grid/,
    ],
    ['a comparison of one', ['compare', 'a'], 'INVALID_INPUT', /compare MODEL RUN@12.8/],
    ['a comparison with nobody', ['compare', 'a', 'b'], 'MODEL_NOT_FOUND', /Models.*none yet.*Runs/],
    ['a comparison as a film', ['compare', 'a', 'b', '--out', 'a.mp4'], 'INVALID_INPUT', /compare.png/],
    ['a word that it has no place for', ['runs', 'nonsense', 'extra'], 'INVALID_INPUT', /quotes/],
    ['a name with blanks without quotes', ['card', 'My', 'model'], 'INVALID_INPUT', /quotes/],
    ['an extra word after options', ['runs', '--library', 'x', 'extra'], 'INVALID_INPUT', /quotes/],
    ['an extra word of a subcommand', ['places', 'list', 'all'], 'INVALID_INPUT', /quotes/],
    ['an empty text for a folder', ['import', ''], 'INVALID_INPUT', /"\." is the current folder/],
    ['an empty text for a dataset', ['train', '--dataset', ''], 'INVALID_INPUT', /Name a file or a folder/],
    ['an empty text for a library', ['runs', '--library', ''], 'INVALID_INPUT', /Name a file or a folder/],
    ['a path that does not exist', ['import', 'nowhere'], 'PATH_NOT_FOUND', /path/],
  ])('refuses %s with exit code 2 and the next step', async (_, args, code, next) => {
    expect(await runJson(...args)).toEqual({
      code: 2,
      json: { error: { code, message: expect.stringMatching(/\.$/), next: expect.stringMatching(next) } },
    });
  });

  it('says for people what it says for machines, on standard error', async () => {
    expect(await runCommandLine(['resume', 'nothing'])).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is no run "nothing".');
  });

  it('names every preset and no method of objects', async () => {
    const { json } = await runJson('train', '--dataset', 'x', '--preset', 'toString');
    expect(json).toMatchObject({ error: { code: 'PRESET_UNKNOWN' } });
  });

  it('refuses a folder without pictures', async () => {
    const texts = join(folder, 'texts');
    mkdirSync(texts);
    writeFileSync(join(texts, 'a.txt'), 'text');
    const { code, json } = await runJson('import', texts);
    expect({ code, json }).toMatchObject({ code: 2, json: { error: { code: 'NO_IMAGES' } } });
  });

  it('says which library another Faceloom has open', async () => {
    const held = join(folder, 'held');
    const library = openLibrary(held);
    const { code, json } = await runJson('runs', '--library', held);
    expect({ code, json }).toMatchObject({ code: 1, json: { error: { code: 'LIBRARY_UNUSABLE' } } });
    library.close();
  });

  it('says so when the port of serve is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const unmade = join(folder, 'unmade');
    for (const command of [
      ['serve', '--no-build'],
      ['serve-model', 'any'],
    ]) {
      const { code, json } = await runJson(...command, '--port', port, '--library', unmade);
      expect({ code, json }).toMatchObject({ code: 1, json: { error: { code: 'PORT_TAKEN' } } });
    }
    expect(existsSync(unmade)).toBe(false);
    taken.close();
  });
});
