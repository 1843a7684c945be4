import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../main/setup/find-browser.ts';
import { type HostFinding, type OpenHost, windowSizes } from './host.ts';
import { makeProfile } from './make-profile.ts';
import { rootDir } from './run-cli.ts';
import { FromWindow, type ToShell } from './window-messages.ts';
import { withDialogs } from './with-dialogs.ts';

/**
 * The built desktop program on the stand-in for Electron, its page and its preload in Chromium: everything of the program
 * but the sandbox and the window itself, where Electron's binary cannot be had.
 */
export async function findStandInHost(): Promise<HostFinding> {
  const found = await findBrowser();
  if (!found.found) return { reason: `${found.reason} ${found.next}` };
  const browser = await chromium.launch({ executablePath: found.path });
  return { open: (libraryDir) => openOnStandIn(browser, libraryDir), close: () => browser.close() };
}

/** A secure origin without a server: every request is answered by the program's own handler of `studio://`. */
const origin = 'http://app.localhost';

async function openOnStandIn(browser: Browser, libraryDir: string): ReturnType<OpenHost> {
  const profileDir = await makeProfile();
  const shell = new Shell(
    fork(path.join(rootDir, 'e2e/shell/serve-window.ts'), {
      env: { ...process.env, STAND_IN_DIR: profileDir, STAND_IN_LIBRARY: libraryDir },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  );
  await shell.next('ready');
  const context = await browser.newContext({ viewport: windowSizes.usual, colorScheme: 'dark' });
  let isClosing = false;
  await context.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    try {
      const { status, headers, body } = await shell.load(pathname);
      await route.fulfill({ status, headers, body: Buffer.from(body, 'base64') });
    } catch (error) {
      // Nobody waits for an answer any more.
      if (!isClosing) throw error;
    }
  });
  const page = await context.newPage();
  await joinPreload(page, shell);
  await page.goto(`${origin}/`);
  const answerDialogs = async (dir: string) => {
    shell.tell({ type: 'choose', dir });
    await shell.next('chosen');
  };
  return {
    page,
    pid: shell.pid,
    ...withDialogs(page, profileDir, answerDialogs),
    async close() {
      // The page first: what it still loads would fail when the program has ended.
      isClosing = true;
      await context.close();
      await shell.close();
      await rm(profileDir, { recursive: true, force: true });
    },
  };
}

async function joinPreload(page: Page, shell: Shell): Promise<void> {
  const preload = await readFile(path.join(rootDir, 'dist/preload/preload.cjs'), 'utf8');
  const around = await readFile(path.join(import.meta.dirname, 'preload-in-browser.js'), 'utf8');
  await page.exposeFunction('tellShell', (message: ToShell) => shell.tell(message));
  const run = `((require, process) => {${preload}})(() => window.standInElectron, { platform: 'linux' });`;
  await page.addInitScript({ content: `${around}\n${run}` });
  const hear = (message: FromWindow) =>
    page
      .evaluate((heard) => Reflect.get(window, 'hearFromShell')(heard), message)
      // A page that is being closed or loaded anew does not hear what was said to the one before.
      .catch((error: unknown) => {
        if (!page.isClosed() && !/context was destroyed/.test(String(error))) throw error;
      });
  shell.listen((message) => {
    if (message.type === 'line' || message.type === 'said' || message.type === 'answered') void hear(message);
  });
}

/** The process that runs the program. */
class Shell {
  readonly #child: ChildProcess;
  readonly #listeners = new Set<(message: FromWindow) => void>();
  /** Who is told when the program ends. */
  readonly #waiting = new Set<(error: Error) => void>();
  #requests = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (raw) => {
      const message = FromWindow.parse(raw);
      for (const listener of this.#listeners) listener(message);
    });
    child.on('exit', (code) => {
      for (const reject of this.#waiting) reject(new Error(`The program ended with ${code}.`));
    });
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('The program has no process.');
    return pid;
  }

  tell(message: ToShell): void {
    if (this.#child.connected) this.#child.send(message);
  }

  listen(listener: (message: FromWindow) => void): void {
    this.#listeners.add(listener);
  }

  /** The next message of a type that is the one that is waited for; rejected when the program ends before. */
  next<T extends FromWindow['type']>(
    type: T,
    isIt: (message: Extract<FromWindow, { type: T }>) => boolean = () => true,
  ): Promise<Extract<FromWindow, { type: T }>> {
    const { promise, resolve, reject } = Promise.withResolvers<Extract<FromWindow, { type: T }>>();
    const isOfType = (message: FromWindow): message is Extract<FromWindow, { type: T }> =>
      message.type === type;
    const listener = (message: FromWindow) => {
      if (isOfType(message) && isIt(message)) resolve(message);
    };
    this.#listeners.add(listener);
    this.#waiting.add(reject);
    return promise.finally(() => {
      this.#listeners.delete(listener);
      this.#waiting.delete(reject);
    });
  }

  load(pathname: string): Promise<Extract<FromWindow, { type: 'loaded' }>> {
    this.#requests += 1;
    const id = this.#requests;
    const loaded = this.next('loaded', (message) => message.id === id);
    this.tell({ type: 'load', id, path: pathname });
    return loaded;
  }

  async close(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.tell({ type: 'close' });
    await exited;
  }
}
