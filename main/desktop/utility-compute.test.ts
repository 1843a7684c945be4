import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { GpuWindowMessage } from '../protocol/gpu-window.ts';
import { createLogger } from '../studio/base/log.ts';
import { utilityCompute } from './utility-compute.ts';

class FakeProcess extends EventEmitter {
  pid: number | undefined;
  readonly stdout = null;
  readonly stderr = new PassThrough();
  readonly postMessage = vi.fn();
  readonly kill = vi.fn(() => true);
}

function setUp() {
  const child = new FakeProcess();
  const fork = vi.fn(() => child);
  const kill = vi.fn();
  const closeWindow = vi.fn();
  const openGpuWindow = vi.fn((_onGone: (reason: string) => void) => ({
    port: 'the port' as never,
    close: closeWindow,
  }));
  const log = createLogger(() => undefined);
  const started = utilityCompute(
    '/app/compute/main.js',
    { fork: fork as never, kill, openGpuWindow },
    log,
  )({
    TF_NUM_INTRAOP_THREADS: '2',
  });
  return { child, fork, kill, openGpuWindow, closeWindow, started };
}

test('starts the entry with the environment it was given', () => {
  const { fork } = setUp();
  expect(fork).toHaveBeenCalledExactlyOnceWith(
    '/app/compute/main.js',
    [],
    expect.objectContaining({ env: expect.objectContaining({ TF_NUM_INTRAOP_THREADS: '2' }) }),
  );
});

test('messages are parsed; a malformed one ends the process', () => {
  const { child, kill, started } = setUp();
  child.pid = 4711;
  const onMessage = vi.fn();
  started.onMessage(onMessage);
  child.emit('message', { type: 'ended', reason: 'paused' });
  expect(onMessage).toHaveBeenCalledExactlyOnceWith({ type: 'ended', reason: 'paused' });
  child.emit('message', { type: 'ended', reason: 'tired' });
  expect(onMessage).toHaveBeenCalledOnce();
  expect(kill).toHaveBeenCalledExactlyOnceWith(4711);
});

test('the exit carries the end of standard error and of fatal errors', () => {
  const { child, started } = setUp();
  const onExit = vi.fn();
  started.onExit(onExit);
  child.stderr.emit('data', Buffer.from(`${'x'.repeat(5000)}out of memory\n`));
  child.emit('error', 'FatalError', 'v8::Heap', '{}');
  child.emit('exit', 9);
  const [exit] = onExit.mock.lastCall ?? [];
  const killed = process.platform === 'win32' ? { code: 9, signal: null } : { code: null, signal: 'SIGKILL' };
  expect(exit).toMatchObject(killed);
  expect(exit.errorTail).toHaveLength(4000);
  expect(exit.errorTail).toMatch(/out of memory\nFatalError at v8::Heap\n$/);
});

test('a process that is ended before it is there is ended when it is, once', () => {
  const { child, kill, started } = setUp();
  started.kill();
  expect(kill).not.toHaveBeenCalled();
  child.pid = 4711;
  child.emit('spawn');
  child.emit('spawn');
  expect(kill).toHaveBeenCalledExactlyOnceWith(4711);
});

test('a process that has ended is not killed, whoever has its number now', () => {
  const { child, kill, started } = setUp();
  child.pid = 4711;
  child.emit('spawn');
  child.pid = undefined;
  child.emit('exit', 0);
  started.kill();
  child.emit('spawn');
  expect(kill).not.toHaveBeenCalled();
});

test('the process id is the one of now, and a process that never started is not killed', () => {
  const { child, kill, started } = setUp();
  expect(started.pid).toBeUndefined();
  started.kill();
  expect(kill).not.toHaveBeenCalled();
  child.pid = 4711;
  expect(started.pid).toBe(4711);
  started.kill();
  expect(kill).toHaveBeenCalledExactlyOnceWith(4711);
});

test('nothing is started from files of another version', () => {
  const fork = vi.fn();
  const log = createLogger(() => undefined);
  const launch = utilityCompute(
    '/app/compute/main.js',
    { fork: fork as never, kill: vi.fn(), openGpuWindow: vi.fn() },
    log,
    () => {
      throw new Error('updated');
    },
  );
  expect(() => launch({})).toThrow('updated');
  expect(fork).not.toHaveBeenCalled();
});

test('a process that needs WebGPU gets one window, which goes with it', () => {
  const { child, kill, openGpuWindow, closeWindow, started } = setUp();
  const onMessage = vi.fn();
  started.onMessage(onMessage);
  expect(openGpuWindow).not.toHaveBeenCalled();
  child.emit('message', { type: 'wants-gpu-window' });
  child.emit('message', { type: 'wants-gpu-window' });
  expect(openGpuWindow).toHaveBeenCalledOnce();
  expect(child.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'gpu-window' }, ['the port']);
  expect(onMessage).not.toHaveBeenCalled();
  expect(kill).not.toHaveBeenCalled();

  openGpuWindow.mock.lastCall?.[0]('The window crashed.');
  expect(child.postMessage).toHaveBeenLastCalledWith(
    { type: 'gpu-window-gone', reason: 'The window crashed.' },
    undefined,
  );
  expect(closeWindow).not.toHaveBeenCalled();
  child.emit('exit', 0);
  expect(closeWindow).toHaveBeenCalledOnce();
});

test('a process is told that its window cannot be opened, and may ask again', () => {
  const { child, openGpuWindow, started } = setUp();
  started.onMessage(vi.fn());
  openGpuWindow.mockImplementationOnce(() => {
    throw new Error(`No display. ${'x'.repeat(2000)}`);
  });
  child.emit('message', { type: 'wants-gpu-window' });
  const [gone] = child.postMessage.mock.lastCall ?? [];
  expect(GpuWindowMessage.parse(gone)).toMatchObject({
    type: 'gpu-window-gone',
    reason: expect.stringContaining('could not be opened: No display.'),
  });
  expect(child.postMessage).toHaveBeenCalledOnce();
  child.emit('message', { type: 'wants-gpu-window' });
  expect(child.postMessage).toHaveBeenLastCalledWith({ type: 'gpu-window' }, ['the port']);
});

test('no window is opened for a process that has ended', () => {
  const { child, openGpuWindow, started } = setUp();
  started.onMessage(vi.fn());
  child.emit('exit', 9);
  child.emit('message', { type: 'wants-gpu-window' });
  expect(openGpuWindow).not.toHaveBeenCalled();
});
