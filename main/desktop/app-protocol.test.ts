import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StudioError } from '../contract/errors.ts';
import { createPageHandler, listPages } from './app-protocol.ts';

let dir: string;
let handle: (request: Request) => Promise<Response>;
const get = (url: string) => handle(new Request(url));

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'faceloom-page-'));
  const rendererDir = path.join(dir, 'renderer');
  await mkdir(path.join(rendererDir, 'assets'), { recursive: true });
  await writeFile(path.join(rendererDir, 'index.html'), '<!doctype html>page');
  await writeFile(path.join(rendererDir, 'assets', 'index.js'), 'code()');
  await writeFile(path.join(rendererDir, 'assets', 'notes.txt'), 'not for the window');
  await writeFile(path.join(dir, 'secret.html'), 'secret');
  const face = path.join(dir, 'face.png');
  await writeFile(face, 'pixels');
  const gpuPageDir = path.join(dir, 'gpu-page');
  await mkdir(gpuPageDir);
  await writeFile(path.join(gpuPageDir, 'index.html'), '<!doctype html>card');
  handle = createPageHandler(await listPages({ pageDir: rendererDir, gpuPageDir }), {
    resolve: async (urlPath) => {
      if (urlPath === '/media/faces/3.png')
        throw new StudioError('INVALID_INPUT', 'It is damaged.', { next: 'Leave it out.' });
      return urlPath === '/media/faces/1.png'
        ? { file: face, contentType: 'image/png', maxAgeSeconds: 60 }
        : undefined;
    },
  });
});
afterEach(() => rm(dir, { recursive: true }));

test('serves the page and its files with a content type and the policy', async () => {
  const page = await get('studio://app/');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toBe('<!doctype html>page');
  const script = await get('studio://app/assets/index.js?v=1');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await script.text()).toBe('code()');
});

test('serves the hidden window its page and nothing of the other, with a policy that allows its script alone', async () => {
  const page = await get('studio://gpu/');
  expect(await page.text()).toBe('<!doctype html>card');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(page.headers.get('content-security-policy')).not.toContain('connect-src');
  expect((await get('studio://gpu/assets/index.js')).status).toBe(404);
  expect((await get('studio://gpu/media/faces/1.png')).status).toBe(404);
});

test('serves media through the studio, with how long it may be kept', async () => {
  const face = await get('studio://app/media/faces/1.png');
  expect(face.headers.get('cache-control')).toBe('max-age=60, immutable');
  expect(face.headers.get('content-length')).toBe('6');
  expect(await face.text()).toBe('pixels');
  expect((await get('studio://app/media/faces/2.png')).status).toBe(404);
  expect((await get('studio://app/media/faces/3.png')).status).toBe(400);
});

test.each([
  'studio://app/../secret.html',
  'studio://app/..%2fsecret.html',
  'studio://app/%2e%2e/secret.html',
  'studio://app/assets/..%5c..%5csecret.html',
  'studio://app//secret.html',
  'studio://app/assets/',
  'studio://app/assets/notes.txt',
  'studio://elsewhere/',
  'https://app/',
])('refuses %s', async (url) => {
  const answer = await get(url);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toBe('');
});

test('answers nothing but GET and HEAD', async () => {
  expect((await handle(new Request('studio://app/', { method: 'POST', body: 'x' }))).status).toBe(405);
  const head = await handle(new Request('studio://app/', { method: 'HEAD' }));
  expect(head.headers.get('content-length')).toBe('19');
  expect(await head.text()).toBe('');
});
