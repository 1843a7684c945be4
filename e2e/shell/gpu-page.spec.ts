import path from 'node:path';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { tf } from '../../main/compute/engines/tf.ts';
import { recordProgram } from '../../main/compute/step-compiler/gpu/record-program.ts';
import { createPageHandler, listPages } from '../../main/desktop/app-protocol.ts';
import type { Card, MissingCard } from '../../main/gpu/card.ts';
import { GpuFailure } from '../../main/gpu/gpu-failure.ts';
import { openRemoteCard } from '../../main/gpu/remote-card.ts';
import { findBrowser } from '../../main/setup/find-browser.ts';
import { joinGpuPreload, openPageLine } from './page-line.ts';

/** The built page of the hidden window, with its own policy and preload, in Chromium, on a graphics card made of software. */
const origin = 'http://gpu.localhost';
const dist = path.join(import.meta.dirname, '../../dist');

let browser: Browser;
let missing: string | undefined;
test.beforeAll(async () => {
  const found = await findBrowser();
  if (!found.found) {
    missing = found.reason;
    return;
  }
  browser = await chromium.launch({
    executablePath: found.path,
    args: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  });
});
test.beforeEach(() => test.skip(missing !== undefined, missing));
test.afterAll(() => browser?.close());

async function openPage(): Promise<{ page: Page; problems: string[] }> {
  const pages = await listPages({
    pageDir: path.join(dist, 'renderer'),
    gpuPageDir: path.join(dist, 'gpu-page'),
  });
  const answer = createPageHandler(pages, { resolve: async () => undefined });
  const context = await browser.newContext();
  await context.route(`${origin}/**`, async (route) => {
    const response = await answer(new Request(route.request().url().replace(origin, 'studio://gpu')));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await joinGpuPreload(page);
  await page.goto(`${origin}/`);
  return { page, problems };
}

const ask = async (page: Page, allowsSoftware = true): Promise<Card | MissingCard> =>
  openRemoteCard(await openPageLine(page), { allowsSoftware, power: 'high-performance' });

async function openCard(page: Page): Promise<Card> {
  const card = await ask(page);
  if (!('missing' in card)) return card;
  test.skip(card.missing === 'card', 'This Chromium has no graphics card, not even one made of software.');
  throw new Error(`${card.missing}: ${card.detail}`);
}

/** `add` adds its input to the state `w` and gives the sum: whole numbers, so that every card computes the same. */
const record = ({ limits, adapter }: Card) =>
  recordProgram({ limits, ...adapter }, () => {
    const w = tf.tidy(() => tf.variable(tf.zeros([4])));
    const x = tf.zeros([4]);
    return {
      state: new Map([['w', w]]),
      functions: {
        add: {
          inputs: { x },
          run: (inputs) => {
            w.assign(tf.add(w, inputs['x']));
            return tf.sum(w);
          },
        },
      },
      dispose: () => tf.dispose([w, x]),
    };
  });
const x = Float32Array.of(1, 2, 3, 4);

test('the page runs a recorded program on its card, with calls under way at once', async () => {
  const { page, problems } = await openPage();
  const card = await openCard(page);
  expect(card.adapter).toMatchObject({ isSoftware: true });
  expect(card.limits.maxBufferSize).toBeGreaterThanOrEqual(2 ** 28);
  const program = await card.start(await record(card));
  program.writeState(new Map([['w', Float32Array.of(1, 0, 0, 0)]]));
  const calls = Array.from({ length: 5 }, () => program.run('add', { x }));
  expect((await Promise.all(calls)).map(([sum]) => sum)).toEqual([11, 21, 31, 41, 51]);
  expect(await program.readState()).toEqual(new Map([['w', Float32Array.of(6, 10, 15, 20)]]));
  await expect(program.run('divide', { x })).rejects.toThrow('no function "divide"');
  expect(problems).toEqual([]);
});

test('software in the place of a card has to be allowed', async () => {
  const { page } = await openPage();
  const answer = await ask(page, false);
  if (!('missing' in answer)) throw new Error('it was allowed');
  test.skip(answer.missing === 'card', 'This Chromium has no graphics card, not even one made of software.');
  expect(answer.missing).toBe('hardware');
});

test('the page may use no network, no code from strings, and no script of others', async () => {
  const { page, problems } = await openPage();
  const tried = await page.evaluate(async () => {
    const code = document.createElement('script');
    const outcome = (work: () => unknown) =>
      Promise.resolve()
        .then(work)
        .then(
          () => 'allowed',
          () => 'refused',
        );
    return {
      fetch: await outcome(() => fetch('/index.html')),
      socket: await outcome(
        () =>
          new Promise((resolve, reject) => {
            document.addEventListener('securitypolicyviolation', (event) => {
              if (event.blockedURI.startsWith('ws:')) reject(event);
            });
            Object.assign(new WebSocket('ws://gpu.localhost/'), { onopen: resolve });
          }),
      ),
      script: await outcome(() => {
        code.text = 'window.ran = true';
        document.head.append(code);
      }),
      worker: await outcome(() => new Worker('data:text/javascript,0')),
      hasRun: Reflect.has(window, 'ran'),
    };
  });
  expect(tried).toEqual({
    fetch: 'refused',
    socket: 'refused',
    script: 'refused',
    worker: 'refused',
    hasRun: false,
  });
  expect(problems.join('\n')).toMatch(/Content Security Policy/);
});

test('a graphics process that dies is a card that is lost', async () => {
  const { page } = await openPage();
  const card = await openCard(page);
  const program = await card.start(await record(card));
  expect([...(await program.run('add', { x }))]).toEqual([10]);
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  const failure = await expect
    .poll(() => program.run('add', { x }).catch((error: unknown) => error))
    .toBeInstanceOf(GpuFailure)
    .then(() => program.run('add', { x }).catch((error: Error) => error.message));
  expect(failure).toMatch(/lost/);
});
