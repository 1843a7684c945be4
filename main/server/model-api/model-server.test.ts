import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { createLogger, type LogLine } from '../../studio/base/log.ts';
import { layersModel } from '../../studio/testing/layers-model.ts';
import { jobEnd, openTestStudio } from '../../studio/testing/open-test-studio.ts';
import { apiLimits } from './limits.ts';
import { type RunningModelServer, startModelServer } from './model-server.ts';
import type { ModelSource } from './model-source.ts';
import { FacesAnswer, Failure } from './schema.ts';

const logLines: LogLine[] = [];
const log = createLogger((line) => logLines.push(line));
const side = 2;
const latentSize = 3;

/** A generator whose pictures are their first number, ×100, everywhere. */
class ScriptedModel implements ModelSource {
  readonly name = 'Ada & <b>';
  readonly hash = 'a'.repeat(64);
  readonly resolution = side;
  readonly channels = 1;
  readonly latentSize = latentSize;
  readonly calls: number[] = [];
  /** Faces that were asked of it so far. */
  begun = 0;
  /** Waited for before each call. */
  gate: Promise<void> = Promise.resolve();
  failure: Error | undefined;

  rowOf({ origin, truncation }: Parameters<ModelSource['rowOf']>[0]): Float32Array {
    const values =
      origin.kind === 'vector'
        ? origin.values
        : origin.kind === 'seed'
          ? [origin.seed / 100, origin.index / 100, 0]
          : [];
    return Float32Array.from(values, (value) => value * truncation);
  }

  async draw(rows: readonly Float32Array[]) {
    this.begun += rows.length;
    await this.gate;
    if (this.failure) throw this.failure;
    this.calls.push(rows.length);
    const data = new Uint8Array(rows.length * side ** 2);
    for (const [i, [first]] of rows.entries())
      data.fill(Math.round(100 * first), i * side ** 2, (i + 1) * side ** 2);
    return { count: rows.length, size: side, channels: 1 as const, data };
  }
}

const agent = new Agent({ keepAlive: false });
interface Asking {
  method?: string;
  body?: unknown;
  raw?: string | Buffer;
  headers?: Record<string, string>;
}

function asker(server: RunningModelServer) {
  return async (path: string, { method, body, raw, headers = {} }: Asking = {}) => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const outgoing = request({
      host: '127.0.0.1',
      port: server.port,
      path,
      agent,
      method: method ?? (sent === undefined ? 'GET' : 'POST'),
      headers: {
        ...(server.token === undefined ? {} : { authorization: `Bearer ${server.token}` }),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    outgoing.end(sent);
    const [incoming] = await once(outgoing, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    return {
      status: z.int().parse(incoming.statusCode),
      headers: z.record(z.string(), z.unknown()).parse(incoming.headers),
      bytes,
      json: (): unknown => JSON.parse(bytes.toString('utf8')),
    };
  };
}

const png = { accept: 'image/png' };
const greys = async (png: Uint8Array) => [...(await sharp(png).greyscale().raw().toBuffer())];
const firstGrey = async (base64: string) => (await greys(Buffer.from(base64, 'base64')))[0];

describe('a served model', () => {
  let model: ScriptedModel;
  let server: RunningModelServer;
  let ask: ReturnType<typeof asker>;

  beforeAll(async () => {
    model = new ScriptedModel();
    server = await startModelServer({
      model,
      version: '1.2.3',
      host: '127.0.0.1',
      port: 0,
      isGuarded: true,
      log,
    });
    ask = asker(server);
  });
  afterAll(() => server.close());

  const faces = async (body: unknown) => {
    const answer = await ask('/faces', { body });
    expect(answer.status).toBe(200);
    return FacesAnswer.parse(answer.json());
  };
  const waiting = async () =>
    z.object({ waitingFaces: z.int() }).parse((await ask('/health')).json()).waitingFaces;
  const refused = async (asking: Asking, status: number) => {
    const answer = await ask('/faces', asking);
    expect(answer.status).toBe(status);
    const { error } = Failure.parse(answer.json());
    expect(error.next).toMatch(/[.…]$/);
    return { ...error, headers: answer.headers };
  };

  it('draws a seed, with its faces in JSON', async () => {
    const answer = await faces({ count: 3, seed: 120, withLatents: true });
    expect(answer).toMatchObject({ seed: 120, model: { name: 'Ada & <b>', hash: model.hash } });
    expect(await Promise.all(answer.faces.map(({ png }) => firstGrey(png)))).toEqual([120, 120, 120]);
    expect(answer.faces.map(({ latent }) => latent?.[1].toFixed(2))).toEqual(['0.00', '0.01', '0.02']);
    const [{ png, latent }] = (await faces({ seed: 120 })).faces;
    expect([await firstGrey(png), latent]).toEqual([120, undefined]);
  });

  it('chooses a seed where none is given, and tells it', async () => {
    const seeds = [await faces({}), await faces({}), await faces({})].map(({ seed }) => seed);
    expect(new Set(seeds).size).toBe(3);
  });

  it('draws given latents, truncated', async () => {
    const latents = [
      [0.5, 0, 0],
      [1, 0, 0],
    ];
    const answer = await faces({ latents, truncation: 0.5, withLatents: true });
    expect(answer.seed).toBeUndefined();
    expect(await Promise.all(answer.faces.map(({ png }) => firstGrey(png)))).toEqual([25, 50]);
    expect(answer.faces.map(({ latent }) => latent)).toEqual(latents);
  });

  it('answers with one grid where PNG is accepted', async () => {
    const answer = await ask('/faces', { body: { count: 4, seed: 70 }, headers: png });
    expect(answer.headers).toMatchObject({ 'content-type': 'image/png', 'faceloom-seed': '70' });
    expect(await sharp(answer.bytes).metadata()).toMatchObject({ width: 2 * side, height: 2 * side });
    expect(await greys(answer.bytes)).toEqual(Array(16).fill(70));
  });

  it('marks every picture as synthetic, with what draws it again', async () => {
    const xmpOf = async (bytes: Buffer) => (await sharp(bytes).metadata()).xmp?.toString('utf8');
    const mark = /digitalsourcetype\/trainedAlgorithmicMedia[\s\S]*Faceloom 1\.2\.3[\s\S]*Ada &amp; &lt;b/;
    const grid = await ask('/faces', { body: { count: 4, seed: 70 }, headers: png });
    expect(await xmpOf(grid.bytes)).toMatch(mark);
    expect(await xmpOf(grid.bytes)).toContain('seed 70, index 0-3');
    const [{ png: one }] = (await faces({ seed: 70, truncation: 0.5 })).faces;
    const marked = await xmpOf(Buffer.from(one, 'base64'));
    expect(marked).toContain(model.hash);
    expect(marked).toMatch(/"truncation":0\.5/);
  });

  it.each<[string, Asking, number, RegExp]>([
    ['no JSON', { raw: '{"count": NaN}' }, 400, /not JSON/],
    ['broken UTF-8', { raw: Buffer.from([0x22, 0xff, 0x22]) }, 400, /not JSON/],
    ['a list', { body: [] }, 400, /expected object/],
    ['an unknown field', { body: { cuont: 3 } }, 400, /cuont/],
    ['no faces', { body: { count: 0 } }, 400, /^count: /],
    ['too many faces', { body: { count: 401 } }, 400, /^count: /],
    ['half a face', { body: { count: 1.5 } }, 400, /^count: /],
    ['a negative seed', { body: { seed: -1 } }, 400, /^seed: /],
    [
      'a latent of another length',
      { body: { latents: [[1, 2, 3], [1]] } },
      400,
      /^latents\.1: a latent has 3 numbers/,
    ],
    [
      'a latent with a hole',
      { body: { latents: [[1, null, 3]] } },
      400,
      /^latents\.0\.1: every number must be finite/,
    ],
    ['infinity', { raw: '{"latents": [[1e999, 0, 0]]}' }, 400, /^latents\.0\.0: every number must be finite/],
    ['no latents', { body: { latents: [] } }, 400, /^latents: /],
    ['a seed with latents', { body: { seed: 1, latents: [[0, 0, 0]] } }, 400, /one or the other/],
    ['another count than latents', { body: { count: 2, latents: [[0, 0, 0]] } }, 400, /count is 2/],
    ['truncation beyond', { body: { truncation: 3 } }, 400, /^truncation: /],
    ['a form', { body: {}, headers: { 'content-type': 'text/plain' } }, 415, /text\/plain/],
    ['a wish for text', { body: {}, headers: { accept: 'text/html' } }, 406, /image\/png/],
    ['a wrong method', { method: 'GET' }, 405, /POST/],
    ['a wrong token', { body: {}, headers: { authorization: 'Bearer x' } }, 401, /token/],
    ['another site', { body: {}, headers: { origin: 'http://evil.example' } }, 403, /./],
    ['a name of another site', { body: {}, headers: { host: 'evil.example' } }, 403, /./],
  ])('refuses %s', async (_, asking, status, reason) => {
    expect((await refused(asking, status)).message).toMatch(reason);
  });

  it('refuses bodies that are too large, also where they lie about it', async () => {
    const tooLong = String(apiLimits.bodyBytes + 1);
    expect((await refused({ raw: '{}', headers: { 'content-length': tooLong } }, 413)).code).toBe(
      'TOO_LARGE',
    );
    const raw = Buffer.alloc(apiLimits.bodyBytes + 1, ' ');
    const headers = { 'transfer-encoding': 'chunked' };
    expect((await refused({ raw, headers }, 413)).code).toBe('TOO_LARGE');
  });

  it('describes itself: in OpenAPI, to people, and how it is', async () => {
    const { json } = await ask('/openapi.json');
    const latents = {
      type: 'array',
      items: { type: 'array', minItems: latentSize, maxItems: latentSize, items: { type: 'number' } },
    };
    expect(json()).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/faces': {
          post: {
            requestBody: {
              content: {
                'application/json': { schema: { properties: { count: { maximum: 400 }, latents } } },
              },
            },
            responses: { 200: {}, 400: {}, 429: {} },
          },
        },
      },
    });
    expect((await ask('/health')).json()).toEqual({ status: 'ok', model: 'Ada & <b>', waitingFaces: 0 });
    const page = (await ask('/')).bytes.toString();
    expect(page).toContain('Ada &#38; &#60;b&#62;');
    expect(page).not.toContain(server.token);
    expect((await ask('/nothing')).status).toBe(404);
  });

  it('puts concurrent requests into few calls, and gives each its own faces', async () => {
    model.calls.length = 0;
    const gate = Promise.withResolvers<void>();
    model.gate = gate.promise;
    const before = model.begun;
    const asked = Array.from({ length: 40 }, (_, i) => faces({ latents: [[i / 100, 0, 0]] }));
    await expect.poll(async () => model.begun - before + (await waiting())).toBe(40);
    gate.resolve();
    const answers = await Promise.all(asked);
    expect(await Promise.all(answers.map(({ faces: [{ png }] }) => firstGrey(png)))).toEqual(
      Array.from({ length: 40 }, (_, i) => i),
    );
    expect(model.calls.length).toBeLessThanOrEqual(3);
    expect(Math.max(...model.calls)).toBeLessThanOrEqual(apiLimits.batch);
  });

  it('answers each of a thousand concurrent requests, with faces or with 429', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 1000 }, async (_, i) => {
        const { status, headers } = await ask('/faces', { body: { count: 8, seed: i % 200 }, headers: png });
        if (status === 200) expect(headers).toMatchObject({ 'faceloom-seed': String(i % 200) });
        else expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
        return status;
      }),
    );
    expect(statuses.every((status) => status === 200 || status === 429)).toBe(true);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(
      apiLimits.waitingFaces / 8,
    );
    expect((await ask('/health')).json()).toMatchObject({ waitingFaces: 0 });
  });

  it('refuses with 429 what does not fit into the line, and draws nothing for those who hang up', async () => {
    const gate = Promise.withResolvers<void>();
    model.gate = gate.promise;
    model.calls.length = 0;
    const full = Array.from({ length: 10 }, () =>
      ask('/faces', { body: { count: 400, seed: 1 }, headers: png }),
    );
    await expect.poll(waiting).toBe(4000 - apiLimits.batch);
    const beyond = await refused({ body: { count: 100 } }, 429);
    expect(Number(beyond.headers['retry-after'])).toBeGreaterThanOrEqual(1);

    const hangingUp = request({
      host: '127.0.0.1',
      port: server.port,
      path: '/faces',
      agent,
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    });
    hangingUp.on('error', () => undefined);
    hangingUp.end(JSON.stringify({ count: apiLimits.batch, seed: 1 }));
    await expect.poll(waiting).toBe(4000);
    hangingUp.destroy();
    await expect.poll(waiting).toBe(4000 - apiLimits.batch);
    gate.resolve();
    for (const answer of await Promise.all(full)) expect(answer.status).toBe(200);
    expect(model.calls.reduce((sum, count) => sum + count, 0)).toBe(4000);
  });

  it('says when the engine stops, and goes on afterwards', async () => {
    model.failure = new StudioError('COMPUTE_CRASHED', 'The process stopped.', { next: 'Try again.' });
    expect(await refused({ body: {} }, 503)).toMatchObject({ code: 'COMPUTE_CRASHED' });
    model.failure = new Error('a secret path');
    expect(await refused({ body: {} }, 500)).toMatchObject({ code: 'INTERNAL' });
    model.failure = undefined;
    expect((await faces({ seed: 9 })).seed).toBe(9);
  });

  it('may be served without a token, but not to other sites', async () => {
    const open = await startModelServer({
      model,
      version: '1.2.3',
      host: '127.0.0.1',
      port: 0,
      isGuarded: false,
      log,
    });
    const askOpen = asker(open);
    expect((await askOpen('/faces', { body: { seed: 1 } })).status).toBe(200);
    const headers = { origin: 'http://evil.example' };
    expect((await askOpen('/faces', { body: {}, headers })).status).toBe(403);
    await open.close();
  });
});

it('a real generator draws latents that are sent as it should', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-serve-'));
  const size = 16;
  const kernel = (i: number) => Math.sin(i / 9);
  const bias = (i: number) => (i % size) / size - 0.5;
  for (const [name, bytes] of layersModel({ side: size, latentSize: 4, kernel, bias }))
    writeFileSync(join(folder, name), bytes);
  await using studio = await openTestStudio();
  const { jobId } = await studio.client.models.import({ path: folder });
  const { result } = await jobEnd(studio.client, jobId);
  assert(result?.kind === 'import-model');
  const model = await studio.studio.openModel({ kind: 'model', id: result.modelId });
  const server = await startModelServer({
    model,
    version: '1.2.3',
    host: '127.0.0.1',
    port: 0,
    isGuarded: true,
    log,
  });
  const ask = asker(server);
  const latent = [0.5, -1, 0.25, 2];
  const { json } = await ask('/faces', { body: { latents: [latent, [0, 0, 0, 0]] } });
  const [first] = FacesAnswer.parse(json()).faces;
  const drawn = await greys(Buffer.from(first.png, 'base64'));
  const units = size ** 2;
  for (let i = 0; i < units; i++) {
    const sum = latent.reduce((total, value, row) => total + value * kernel(row * units + i), bias(i));
    expect(Math.abs(drawn[i] - 127.5 * (Math.tanh(sum) + 1))).toBeLessThanOrEqual(1);
  }
  const again = async () => (await ask('/faces', { body: { count: 40, seed: 3 } })).bytes;
  expect(await again()).toEqual(await again());
  await server.close();
  model.close();
  rmSync(folder, { recursive: true });
});
