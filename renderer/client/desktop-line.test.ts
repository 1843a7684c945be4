// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { type DesktopBridge, portMessageType } from '../../main/contract/system/bridge.ts';
import { openDesktopLine } from './desktop-line.ts';

afterEach(() => void vi.useRealTimers());

function fakeBridge(answer: (nonce: string) => void): DesktopBridge {
  return {
    platform: 'linux',
    connect: answer,
    pathForFile: () => '',
    chooseSources: async () => [],
    chooseDirectory: async () => undefined,
    showInFolder: () => undefined,
    dragOut: () => undefined,
    recentLibraries: async () => [],
    openLibrary: () => undefined,
    onOpenPaths: () => () => undefined,
    onCommand: () => () => undefined,
  };
}

function post(data: unknown, source: Window | null = window) {
  const { port1, port2 } = new MessageChannel();
  const event = new MessageEvent('message', { data });
  Object.defineProperty(event, 'ports', { value: [port1] });
  Object.defineProperty(event, 'source', { value: source });
  window.dispatchEvent(event);
  return () => {
    port1.close();
    port2.close();
  };
}

test('the port that comes with our nonce is taken, others are not', async () => {
  const closing: (() => void)[] = [];
  const bridge = fakeBridge((nonce) => {
    closing.push(post({ type: portMessageType, nonce: 'somebody else' }));
    closing.push(post({ type: portMessageType, nonce }, null));
    closing.push(post('noise'));
    setTimeout(() => closing.push(post({ type: portMessageType, nonce })));
  });
  let isOpen = false;
  const opening = openDesktopLine(bridge).then((line) => {
    isOpen = true;
    return line;
  });
  await Promise.resolve();
  expect(isOpen).toBe(false);
  const line = await opening;
  closing.at(-1)?.();
  await line.closed;
  for (const close of closing) close();
});

test('a preload that does not answer is given up on', async () => {
  vi.useFakeTimers();
  const opening = openDesktopLine(fakeBridge(() => undefined));
  const failure = expect(opening).rejects.toThrow('did not hand over');
  await vi.advanceTimersByTimeAsync(11_000);
  await failure;
});
