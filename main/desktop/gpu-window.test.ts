import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { type GpuWindowMakers, gpuWindowOpener } from './gpu-window.ts';

class FakeWindow extends EventEmitter {
  static readonly opened: { window: FakeWindow; options: unknown }[] = [];
  readonly webContents = Object.assign(new EventEmitter(), { postMessage: vi.fn() });
  readonly loaded = Promise.withResolvers<void>();
  readonly loadURL = vi.fn(() => this.loaded.promise);
  #isDestroyed = false;

  constructor(options: unknown) {
    super();
    FakeWindow.opened.push({ window: this, options });
  }

  isDestroyed = () => this.#isDestroyed;
  destroy() {
    this.#isDestroyed = true;
    this.emit('closed');
  }
}

class FakeChannel {
  readonly port1 = { end: 'page' };
  readonly port2 = { end: 'compute' };
}

function open() {
  const onGone = vi.fn();
  const makers = { BrowserWindow: FakeWindow, MessageChannelMain: FakeChannel } as unknown as GpuWindowMakers;
  const gpuWindow = gpuWindowOpener(makers, '/app/gpu-preload.cjs')(onGone);
  const opened = FakeWindow.opened.at(-1);
  if (opened === undefined) throw new Error('no window was opened');
  return { ...opened, gpuWindow, onGone };
}

test('opens a sandboxed window that is never shown or slowed down, on its own page', () => {
  const { window, options } = open();
  expect(options).toMatchObject({
    show: false,
    webPreferences: {
      preload: '/app/gpu-preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      backgroundThrottling: false,
    },
  });
  expect(window.loadURL).toHaveBeenCalledExactlyOnceWith('studio://gpu/');
});

test('hands over one end of the line at once, the other to the page when it is there', async () => {
  const { window, gpuWindow } = open();
  expect(gpuWindow.port).toEqual({ end: 'compute' });
  expect(window.webContents.postMessage).not.toHaveBeenCalled();
  window.loaded.resolve();
  await window.loaded.promise;
  expect(window.webContents.postMessage).toHaveBeenCalledExactlyOnceWith('faceloom:gpu-port', undefined, [
    { end: 'page' },
  ]);
});

test.each([
  ['oom', 'ran out of memory'],
  ['killed', 'was killed by a person or by the system'],
  ['crashed', 'crashed'],
  ['abnormal-exit', 'crashed'],
])('a page that ends by "%s" is told of once, and its window goes', (reason, words) => {
  const { window, onGone } = open();
  window.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });
  window.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });
  expect(window.isDestroyed()).toBe(true);
  expect(onGone).toHaveBeenCalledExactlyOnceWith(`The window that reaches the graphics card ${words}.`);
});

test('a page that cannot be loaded and a window that is closed by others are told of', async () => {
  const missing = open();
  missing.window.loaded.reject(new Error('ERR_FAILED (-2)'));
  await missing.window.loaded.promise.catch(() => undefined);
  await Promise.resolve();
  expect(missing.onGone).toHaveBeenCalledExactlyOnceWith(
    'The window that reaches the graphics card could not be loaded: ERR_FAILED (-2).',
  );
  const closed = open();
  closed.window.destroy();
  expect(closed.onGone).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/was closed/));
});

test('a window that is no longer needed goes without a word, and gets no port any more', async () => {
  const { window, gpuWindow, onGone } = open();
  gpuWindow.close();
  gpuWindow.close();
  window.loaded.resolve();
  await window.loaded.promise;
  expect(window.isDestroyed()).toBe(true);
  expect(window.webContents.postMessage).not.toHaveBeenCalled();
  expect(onGone).not.toHaveBeenCalled();
});
