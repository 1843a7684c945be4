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
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, assert, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ErrorReport } from '../contract/errors.ts';
import { JobId } from '../contract/ids.ts';
import { uploadPath } from '../contract/system/media.ts';
import type { SystemEvent } from '../contract/system/system.ts';
import { EventBus } from '../studio/base/events.ts';
import { createLogger, type LogLine } from '../studio/base/log.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../studio/testing/open-test-studio.ts';
import { scriptedCompute } from '../studio/testing/scripted-compute.ts';
import { type RunningServer, startServer } from './server.ts';
import { openLine, openSocket } from './testing.ts';

const logLines: LogLine[] = [];
const log = createLogger((line) => logLines.push(line));

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Longer than the slowest machine needs; what is waited for ends it. */
const patience = { timeout: 300_000 };

describe('the server', () => {
  let test: TestStudio;
  let server: RunningServer;
  let rendererDir: string;

  beforeAll(async () => {
    rendererDir = mkdtempSync(join(tmpdir(), 'faceloom-page-'));
    mkdirSync(join(rendererDir, 'assets'));
    writeFileSync(join(rendererDir, 'index.html'), '<!doctype html>the page');
    writeFileSync(join(rendererDir, 'assets', 'index-1a2b.js'), 'the script');
    writeFileSync(join(rendererDir, 'secret.sqlite'), 'no file of a page');
    test = await openTestStudio({ launchCompute: scriptedCompute });
    server = await startServer({ studio: test.studio, host: '127.0.0.1', port: 0, rendererDir, log });
  });
  afterAll(async () => {
    await server.close();
    await test[Symbol.asyncDispose]();
    rmSync(rendererDir, { recursive: true });
  });

  /** With the token unless other headers are given; the path goes out as it is, dots and all. */
  const ask = (
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { method = 'GET', headers = { authorization: `Bearer ${server.token}` }, body } = options;
      const outgoing = request(
        { host: '127.0.0.1', port: server.port, path, method, headers },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          incoming.on('end', () =>
            resolve({ status: incoming.statusCode, headers: incoming.headers, body: text }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const bearer = () => ({ authorization: `Bearer ${server.token}` });

  describe('token', () => {
    it('turns the token of the printed address into a cookie that opens everything', async () => {
      const first = await ask(new URL(server.url).pathname + new URL(server.url).search, { headers: {} });
      expect(first).toMatchObject({
        status: 303,
        headers: { location: '/', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' },
      });
      const [cookie] = first.headers['set-cookie'] ?? [];
      expect(cookie).toMatch(
        new RegExp(`^faceloom-${server.port}=.{43}; HttpOnly; SameSite=Strict; Path=/$`),
      );
      const page = await ask('/', { headers: { cookie: `a=b; ${cookie.split(';')[0]}` } });
      expect(page).toMatchObject({ status: 200, body: '<!doctype html>the page' });
    });

    it.each([
      ['no token', '/', {}],
      ['a wrong one in the address', '/?token=wrong', {}],
      ['a wrong cookie', '/', { cookie: 'faceloom=wrong' }],
      ['a wrong bearer', '/assets/index-1a2b.js', { authorization: 'Bearer wrong' }],
      ['no token for media', '/media/faces/absent.png', {}],
    ])('refuses %s with the next step', async (_, path, headers) => {
      const answer = await ask(path, { headers });
      expect(answer).toMatchObject({ status: 401, body: expect.stringContaining('ends with ?token=') });
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.body).not.toContain(server.token);
    });

    it('refuses uploads and lines without it', async () => {
      expect((await ask('/upload/absent?path=a.png', { method: 'POST', headers: {} })).status).toBe(401);
      for (const headers of [{ authorization: '' }, { authorization: 'Bearer wrong' }]) {
        const [, response] = await once(openSocket(server, headers), 'unexpected-response');
        expect(response.statusCode).toBe(401);
      }
    });
  });

  describe('origin', () => {
    it.each([
      ['a rebound name', { host: 'evil.example' }],
      ['a rebound name with the port', { host: 'evil.example:7878' }],
      ['a page of another site', { origin: 'http://evil.example' }],
      ['a page of another port of this machine', { origin: 'http://127.0.0.1:1' }],
      ['a page without an origin of its own', { origin: 'null' }],
    ])('refuses %s, even with the token', async (_, headers) => {
      expect((await ask('/', { headers: { ...bearer(), ...headers } })).status).toBe(403);
      expect(
        (await ask('/upload/x?path=a', { method: 'POST', headers: { ...bearer(), ...headers } })).status,
      ).toBe(403);
      const [, response] = await once(openSocket(server, headers), 'unexpected-response');
      expect(response.statusCode).toBe(401);
    });

    it('answers to its own names, through a tunnel on another port as well', async () => {
      const own = { ...bearer(), host: 'localhost:9000', origin: 'http://localhost:9000' };
      expect((await ask('/', { headers: own })).status).toBe(200);
    });
  });

  describe('files', () => {
    it('sends the page with the headers that guard it', async () => {
      const page = await ask('/');
      expect(page.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'private, no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self';"),
      });
      const script = await ask('/assets/index-1a2b.js');
      expect(script.headers['cache-control']).toContain('immutable');
    });

    it('sends a file that may change again only when it has', async () => {
      const own = { authorization: `Bearer ${server.token}` };
      const again = async (tag: string) => ask('/', { headers: { ...own, 'if-none-match': tag } });
      const { etag = '' } = (await ask('/')).headers;
      expect(await again(etag)).toMatchObject({ status: 304, body: '' });
      writeFileSync(join(rendererDir, 'index.html'), '<!doctype html>the new page');
      expect(await again(etag)).toMatchObject({ status: 200, body: '<!doctype html>the new page' });
    });

    it.each([
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/..%2f..%2fsecret',
      '/secret.sqlite',
      '/media/../library.sqlite',
      '/media/faces/..%2f..%2flibrary.sqlite',
      '/media/runs/..%2f..%2fx/samples/reals.png',
      '/media/downloads/absent/..%2f..%2flibrary.sqlite',
      '//evil.example/',
      '/%',
    ])('finds nothing at %s', async (path) => {
      expect([400, 404]).toContain((await ask(path)).status);
    });

    it('understands GET only', async () => {
      expect((await ask('/', { method: 'DELETE' })).status).toBe(405);
    });

    it('says how to build the page when it is missing, and sends it once it is there', async () => {
      const laterDir = join(rendererDir, 'later');
      const bare = await startServer({
        studio: test.studio,
        host: '127.0.0.1',
        port: 0,
        rendererDir: laterDir,
        log,
      });
      const open = () =>
        fetch(`http://127.0.0.1:${bare.port}/`, { headers: { authorization: `Bearer ${bare.token}` } });
      const missing = await open();
      expect([missing.status, await missing.text()]).toEqual([503, expect.stringContaining('npm run build')]);
      mkdirSync(laterDir);
      writeFileSync(join(laterDir, 'index.html'), 'built');
      expect(await (await open()).text()).toBe('built');
      await bare.close();
    });
  });

  describe('uploads', () => {
    it('streams files into a dataset and serves its pictures', async () => {
      const { client, websocket } = await openLine(server);
      const { uploadId } = await client.datasets.openUpload();
      const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#a06050' } })
        .png()
        .toBuffer();
      const sent = await fetch(`http://127.0.0.1:${server.port}/upload/${uploadId}?path=folder/one.png`, {
        method: 'POST',
        headers: bearer(),
        body: png,
      });
      expect(sent.status).toBe(204);
      const { jobId } = await client.datasets.import({ name: 'Sent', uploadId });
      const job = await jobEnd(client, jobId);
      expect(job).toMatchObject({ state: 'done', result: { imported: 1 } });
      const [{ id }] = await client.datasets.list();
      const image = await ask(`/media/datasets/${id}/images/0.png`);
      expect(image).toMatchObject({
        status: 200,
        headers: { 'content-type': 'image/png', 'cache-control': expect.stringContaining('immutable') },
      });
      websocket.terminate();
    });

    it.each(['../out.png', '/etc/out.png', 'a/../../out.png', '..\\out.png', 'c:/out.png', ''])(
      'refuses the path %j',
      async (path) => {
        const { client, websocket } = await openLine(server);
        const { uploadId } = await client.datasets.openUpload();
        const url = `/upload/${uploadId}?path=${encodeURIComponent(path)}`;
        expect((await ask(url, { method: 'POST', headers: bearer(), body: 'x' })).status).toBe(400);
        expect(existsSync(join(test.libraryDir, 'uploads', 'out.png'))).toBe(false);
        expect(readdirSync(join(test.libraryDir, 'uploads', uploadId))).toEqual([]);
        websocket.terminate();
      },
    );

    it('refuses a file that is too large before it is sent', async () => {
      const { client, websocket } = await openLine(server);
      const { uploadId } = await client.datasets.openUpload();
      const socket = connect(server.port, '127.0.0.1');
      socket.write(
        `POST /upload/${uploadId}?path=big.png HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
          `Authorization: Bearer ${server.token}\r\nContent-Length: 9000000000\r\n\r\n`,
      );
      let answer = '';
      for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).toContain('larger than 8 GB');
      websocket.terminate();
    });

    it('keeps nothing of a file whose sender hangs up, and calls it no error', async () => {
      const { client, websocket } = await openLine(server);
      const { uploadId } = await client.datasets.openUpload();
      const folder = join(test.libraryDir, 'uploads', uploadId);
      const socket = connect(server.port, '127.0.0.1');
      socket.write(
        `POST /upload/${uploadId}?path=half.png HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
          `Authorization: Bearer ${server.token}\r\nContent-Length: 1000\r\n\r\nhalf`,
      );
      await vi.waitFor(
        () => expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.tmp-/)]),
        patience,
      );
      socket.resetAndDestroy();
      await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), patience);
      await nextTurn();
      expect(logLines.filter(({ level }) => level === 'error')).toEqual([]);
      websocket.terminate();
    });

    it('keeps both of two files of one name, and one file that is sent twice once', async () => {
      const { client, websocket } = await openLine(server);
      const { uploadId } = await client.datasets.openUpload();
      const send = async (body: string, number: number) => {
        const url = `http://127.0.0.1:${server.port}${uploadPath(uploadId, 'folder/one.png', number)}`;
        expect((await fetch(url, { method: 'POST', headers: bearer(), body })).status).toBe(204);
      };
      await Promise.all([send('first', 0), send('second', 1)]);
      await send('second', 1);
      const folder = join(test.libraryDir, 'uploads', uploadId, 'folder');
      const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
      expect(kept.sort()).toEqual(['first', 'second']);
      websocket.terminate();
    });

    it.each([
      '東'.repeat(255),
      'é'.repeat(250),
      'con',
      'a. . ',
      'tab\t.png',
      'x'.repeat(1000),
      '😀'.repeat(300),
    ])('takes a file called %j', async (name) => {
      const { client, websocket } = await openLine(server);
      const { uploadId } = await client.datasets.openUpload();
      const answer = await ask(uploadPath(uploadId, `folder/${name}`, 0), {
        method: 'POST',
        headers: bearer(),
        body: 'x',
      });
      expect(answer).toMatchObject({ status: 204 });
      expect(readdirSync(join(test.libraryDir, 'uploads', uploadId, 'folder'))).toHaveLength(1);
      websocket.terminate();
    });

    it('says what is wrong as data that the page can tell', async () => {
      const { client, websocket } = await openLine(server);
      const { uploadId } = await client.datasets.openUpload();
      const answer = await ask(uploadPath(uploadId, '../x', 0), {
        method: 'POST',
        headers: bearer(),
        body: 'x',
      });
      expect(ErrorReport.parse(JSON.parse(answer.body))).toMatchObject({ code: 'INVALID_INPUT' });
      expect(
        (await ask(`/upload/${uploadId}?path=a&number=x`, { method: 'POST', headers: bearer() })).status,
      ).toBe(400);
      websocket.terminate();
    });

    it('closes the line after a body that nobody reads', async () => {
      const answer = await ask('/', { method: 'POST', headers: bearer(), body: 'x' });
      expect(answer).toMatchObject({ status: 405, headers: { connection: 'close' } });
    });

    it('refuses an upload that nobody opened', async () => {
      const answer = await ask('/upload/upload-absent?path=a.png', {
        method: 'POST',
        headers: bearer(),
        body: 'x',
      });
      expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('not open') });
    });
  });

  describe('lines', () => {
    it.each([
      ['text that is not JSON', '{"i":'],
      ['JSON that is not a request', '[]'],
      ['a request without an address', '{"i":"1","p":{}}'],
      ['an address of another server', '{"i":"1","p":{"u":"http://["}}'],
      ['a file', '{"i":"1","p":{"u":"/runs/list","h":{"content-type":"multipart/form-data"}}}'],
      ['an event of a stream', '{"i":"1","t":3,"p":{"e":"message"}}'],
      ['bytes', Buffer.from([0xff, 0x00, 0xff])],
    ])('cuts off a client that sends %s, and goes on', async (_, message) => {
      const socket = openSocket(server);
      await once(socket, 'open');
      socket.send(message);
      const [code] = await once(socket, 'close');
      expect(code).toBe(1007);
      const { client, websocket } = await openLine(server);
      expect(await client.runs.list()).toEqual([]);
      websocket.terminate();
    });

    it('cuts off a client that sends more than a message holds', async () => {
      const socket = openSocket(server);
      await once(socket, 'open');
      socket.send('x'.repeat(1024 * 1024 + 1));
      const [code] = await once(socket, 'close');
      expect(code).toBe(1009);
    });

    /** A reader of system events over its own line, with the bus that feeds it. */
    const readEvents = async () => {
      const listen = vi.spyOn(EventBus.prototype, 'listen');
      onTestFinished(() => listen.mockRestore());
      const socket = openSocket(server);
      await once(socket, 'open');
      socket.send('{"i":"1","p":{"u":"/system/events"}}');
      await once(socket, 'message');
      const [bus] = listen.mock.contexts;
      assert(bus instanceof EventBus);
      return { socket, bus };
    };

    it('lets go of the streams of a client that dies', async () => {
      const { socket, bus } = await readEvents();
      const before = bus.listenerCount;
      socket.terminate();
      await vi.waitFor(() => expect(bus.listenerCount).toBe(before - 1), { timeout: 300_000 });
    });

    it('drops events of a client that does not read, instead of keeping them all', async () => {
      const { socket, bus } = await readEvents();
      let received = 0;
      const last = new Promise<void>((resolve) => {
        socket.on('message', (data) => {
          received += 1;
          if (String(data).includes('the-last')) resolve();
        });
      });
      socket.pause();
      // Larger in all than what the system's own buffers hold.
      const published = 4000;
      const event = (title: string): SystemEvent => ({
        type: 'job',
        job: {
          id: JobId.parse('job'),
          kind: 'import',
          title,
          state: 'running',
          startedAt: '2026-01-01T00:00:00Z',
        },
      });
      for (let sent = 1; sent < published; sent += 1) {
        bus.publish(event('x'.repeat(10_000)));
        await nextTurn();
      }
      bus.publish(event('the-last'));
      socket.resume();
      await last;
      expect(received).toBeLessThan(published);
      socket.terminate();
    });

    it('survives a client that hangs up while it asks for a line', async () => {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(
        `GET // HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
      socket.resetAndDestroy();
      await once(socket, 'close');
      expect((await ask('/')).status).toBe(200);
    });
  });

  it('says so when the port is taken', async () => {
    const again = startServer({
      studio: test.studio,
      host: '127.0.0.1',
      port: server.port,
      rendererDir,
      log,
    });
    await expect(again).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      data: { subject: String(server.port), next: expect.stringContaining('--port') },
    });
  });
});
