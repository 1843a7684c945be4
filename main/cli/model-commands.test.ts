import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { layersModel } from '../studio/testing/layers-model.ts';
import { programEnvironment } from './testing/program-environment.ts';

const program = join(import.meta.dirname, 'faceloom.ts');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-cli-'));
  const model = layersModel({ side: 16, latentSize: 4, kernel: (i) => Math.sin(i), bias: () => 0 });
  for (const [name, bytes] of model) writeFileSync(join(folder, name), bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (...args: string[]) =>
  spawn(process.execPath, [program, ...args, '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...programEnvironment(folder), FACELOOM_LIBRARY: join(folder, 'library') },
  });

async function run(...args: string[]) {
  const child = start(...args);
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, json: JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') };
}

it('imports a model, and serves it until it is interrupted', async () => {
  expect(await run('import-model', 'model.json', '--name', 'Waves')).toMatchObject({
    code: 0,
    json: { name: 'Waves', resolution: 16, channels: 1, latentSize: 4, notes: expect.any(Array) },
  });
  expect(await run('serve-model', 'Waves', '--no-token', '--host', '0.0.0.0')).toMatchObject({ code: 2 });

  const child = start('serve-model', 'Waves', '--port', '0');
  const [line] = await once(child.stdout, 'data');
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(String(line)));
  const { origin, searchParams } = new URL(url);
  const answer = await fetch(`${origin}/faces`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${searchParams.get('token')}`,
      'content-type': 'application/json',
      accept: 'image/png',
    },
    body: JSON.stringify({ count: 9, seed: 1 }),
  });
  expect(answer.status).toBe(200);
  expect(await sharp(await answer.arrayBuffer()).metadata()).toMatchObject({ width: 48, height: 48 });
  child.kill('SIGINT');
  expect((await once(child, 'exit'))[0]).toBe(0);
});
