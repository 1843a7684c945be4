import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import yazl from 'yazl';
import { tempDir } from '../testing.ts';
import { type FetchElectronOptions, fetchElectron } from './fetch-electron.ts';
import { findElectron } from './find-electron.ts';

/** Electron's own package, with its own installer, over a small program; and what a test can see of it. */
async function standIn(answer: (zip: Buffer) => RequestListener, { checksum }: { checksum?: string } = {}) {
  const root = tempDir();
  const packageDir = path.join(root, 'electron');
  const installed = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  mkdirSync(packageDir);
  for (const name of ['install.js', 'package.json'])
    copyFileSync(path.join(installed, name), path.join(packageDir, name));
  symlinkSync(path.dirname(installed), path.join(root, 'node_modules'));

  const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };
  const archive = new yazl.ZipFile();
  archive.addBuffer(Buffer.from('#!/bin/sh\n'), 'electron', { mode: 0o100755 });
  archive.addBuffer(Buffer.from(version), 'version');
  archive.end();
  const zip = await buffer(archive.outputStream);
  const name = `electron-v${version}-linux-x64.zip`;
  const sum = checksum ?? createHash('sha256').update(zip).digest('hex');
  writeFileSync(path.join(packageDir, 'checksums.json'), JSON.stringify({ [name]: sum }));

  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    answer(zip)(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const env = {
    ...process.env,
    ELECTRON_MIRROR: `http://127.0.0.1:${port}/`,
    ELECTRON_INSTALL_PLATFORM: 'linux',
    ELECTRON_INSTALL_ARCH: 'x64',
    electron_config_cache: path.join(root, 'cache'),
    no_proxy: '127.0.0.1',
  };
  const steps: string[] = [];
  const dir = path.join(root, 'downloads');
  const fetchIt = (options: Partial<FetchElectronOptions> = {}) => {
    const finding = findElectron({ platform: 'linux', env: {}, packageDir });
    if (finding.found || finding.installer === undefined) throw new Error('it is there already');
    return fetchElectron(finding.installer, { report: (step) => steps.push(step), env, dir, ...options });
  };
  return {
    ...{ asked, steps, server, fetchIt },
    find: () => findElectron({ platform: 'linux', env: {}, packageDir }),
    /** What is left of a download that has ended. */
    leftOver: () => readdirSync(dir).filter((one) => one !== 'electron.lock'),
    isUnpacked: () => existsSync(path.join(packageDir, 'dist')),
  };
}

const whole =
  (zip: Buffer): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'Content-Length': zip.length }).end(zip);

describe.skipIf(process.platform === 'win32')(
  "Electron's own installer (needs shell scripts, which Windows does not start)",
  () => {
    test('downloads, checks and unpacks its program', async () => {
      const { fetchIt, find, steps, asked, leftOver } = await standIn(whole);
      expect(find()).toMatchObject({ found: false });
      expect(await fetchIt()).toBeUndefined();
      expect(find()).toMatchObject({ found: true });
      expect(asked).toHaveLength(1);
      expect(steps[0]).toMatch(/^downloading \d+\.\d+\.\d+, about \d+ MB$/);
      expect(leftOver()).toEqual([]);
    });

    test('waits for a download that another start has begun', async () => {
      const { fetchIt, asked, steps } = await standIn(whole);
      expect(await Promise.all([fetchIt(), fetchIt()])).toEqual([undefined, undefined]);
      expect(asked).toHaveLength(1);
      expect(steps).toContain('waiting for another download');
    });

    test.each<[string, (zip: Buffer) => RequestListener, RegExp, { checksum: string }?]>([
      ['another file', whole, /checksum differs/, { checksum: '0'.repeat(64) }],
      ['403', () => (_, response) => response.writeHead(403).end(), /the server refused it/],
      ['404', () => (_, response) => response.writeHead(404).end(), /does not have it/],
      [
        'half of it',
        (zip) => (_, response) => {
          response.writeHead(200, { 'Content-Length': zip.length });
          response.write(zip.subarray(0, zip.length / 2), () => response.destroy());
        },
        /the connection was cut/,
      ],
    ])('says why it has no program after %s', async (_what, answer, reason, options) => {
      const { fetchIt, find, leftOver } = await standIn(answer, options);
      expect(await fetchIt()).toMatchObject({
        at: 'fetch',
        reason: expect.stringMatching(reason),
        next: expect.stringContaining('npm start -- --window'),
      });
      expect(find()).toMatchObject({ found: false });
      expect(leftOver()).toEqual([]);
    });

    test('says so where there is no network', async () => {
      const { fetchIt, server } = await standIn(whole);
      server.close();
      expect(await fetchIt()).toMatchObject({
        reason: expect.stringContaining('the network did not answer'),
      });
    });

    test('gives up a download that falls silent', async () => {
      const silent = () => () => undefined;
      const { fetchIt, leftOver } = await standIn(silent);
      expect(await fetchIt({ idleMs: 300 })).toMatchObject({
        reason: expect.stringContaining('the network stopped answering'),
      });
      expect(leftOver()).toEqual([]);
    });

    test('is stopped by its signal, and keeps nothing', async () => {
      const controller = new AbortController();
      const { fetchIt, leftOver, isUnpacked } = await standIn(
        () => () => controller.abort(new Error('enough')),
      );
      await expect(fetchIt({ signal: controller.signal })).rejects.toThrow('enough');
      expect(leftOver()).toEqual([]);
      expect(isUnpacked()).toBe(false);
    });

    test('says so where nothing may be written', async () => {
      const { fetchIt } = await standIn(whole);
      const file = path.join(tempDir(), 'file');
      writeFileSync(file, '');
      expect(await fetchIt({ dir: path.join(file, 'below') })).toMatchObject({ at: 'fetch' });
    });
  },
);
