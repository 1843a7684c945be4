import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import { bridgeChannel } from '../contract/system/bridge-channels.ts';
import { createLogger, type LogLine } from '../studio/base/log.ts';
import { type BridgeServices, registerBridge } from './ipc.ts';

type Listener = (event: unknown, argument?: unknown) => unknown;

const page = { url: 'studio://app/#/train', parent: null };
const strangers = {
  'another site': { url: 'https://app/', parent: null },
  'another host of the scheme': { url: 'studio://elsewhere/', parent: null },
  'the hidden window that has WebGPU': { url: 'studio://gpu/', parent: null },
  'a frame within the page': { url: 'studio://app/', parent: page },
  'a frame that is gone': null,
};
const sender = {};
const picture = { name: 'Face.png', address: '/media/faces/face-1.png' };
const nonce = 'a'.repeat(36);

let listeners: Map<string, Listener>;
let logLines: LogLine[];
const services = {
  connect: vi.fn<BridgeServices['connect']>(),
  chooseSources: vi.fn<BridgeServices['chooseSources']>(async () => ['/photos']),
  chooseDirectory: vi.fn<BridgeServices['chooseDirectory']>(async () => '/exports'),
  showInFolder: vi.fn<BridgeServices['showInFolder']>(),
  recentLibraries: vi.fn<BridgeServices['recentLibraries']>(() => ['/other']),
  openLibrary: vi.fn<BridgeServices['openLibrary']>(async () => undefined),
  dragOut: vi.fn<BridgeServices['dragOut']>(async () => undefined),
  takeOpenPaths: vi.fn<BridgeServices['takeOpenPaths']>(),
};

beforeEach(() => {
  vi.clearAllMocks();
  listeners = new Map();
  logLines = [];
  const add = (channel: string, listener: Listener) => {
    listeners.set(channel, listener);
  };
  registerBridge(
    Object.assign(new EventEmitter(), { on: add, handle: add }) as never,
    services,
    createLogger((line) => logLines.push(line)),
  );
});

const send = (channel: string, senderFrame: unknown, argument?: unknown) =>
  listeners.get(channel)?.({ senderFrame, sender }, argument);

test('the page gets a line for its nonce', () => {
  send(bridgeChannel.connect, page, nonce);
  expect(services.connect).toHaveBeenCalledExactlyOnceWith(page, nonce);
});

test.each([undefined, '', 7, 'x'.repeat(100)])('a nonce such as %s is refused', (wrong) => {
  send(bridgeChannel.connect, page, wrong);
  expect(services.connect).not.toHaveBeenCalled();
  expect(logLines.map(({ level }) => level)).toEqual(['warn']);
});

test('dialogs answer the page, and only known kinds', async () => {
  expect(await send(bridgeChannel.chooseSources, page, 'folders')).toEqual(['/photos']);
  expect(await send(bridgeChannel.chooseDirectory, page)).toBe('/exports');
  expect(() => send(bridgeChannel.chooseSources, page, 'disks')).toThrow();
  expect(services.chooseSources).toHaveBeenCalledExactlyOnceWith('folders');
});

test('the page may show a file, drag pictures out, and take what was opened', () => {
  send(bridgeChannel.showInFolder, page, '/exports/faces.zip');
  send(bridgeChannel.dragOut, page, [picture]);
  send(bridgeChannel.takeOpenPaths, page);
  expect(services.showInFolder).toHaveBeenCalledExactlyOnceWith('/exports/faces.zip');
  expect(services.dragOut).toHaveBeenCalledExactlyOnceWith(sender, [picture]);
  expect(services.takeOpenPaths).toHaveBeenCalledExactlyOnceWith(sender);
});

test('libraries are named and opened', async () => {
  expect(await send(bridgeChannel.recentLibraries, page)).toEqual(['/other']);
  send(bridgeChannel.openLibrary, page, '/other');
  send(bridgeChannel.openLibrary, page);
  expect(services.openLibrary.mock.calls).toEqual([['/other'], [undefined]]);
});

test('what does not fit is refused', () => {
  send(bridgeChannel.openLibrary, page, 'other');
  send(bridgeChannel.showInFolder, page, 'faces.zip');
  send(bridgeChannel.showInFolder, page, 3);
  send(bridgeChannel.dragOut, page, [{ ...picture, address: '/etc/passwd' }]);
  expect(services.showInFolder).not.toHaveBeenCalled();
  expect(services.dragOut).not.toHaveBeenCalled();
  expect(services.openLibrary).not.toHaveBeenCalled();
  expect(logLines.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn', 'warn']);
});

test.each(Object.entries(strangers))('%s gets nothing', (_name, frame) => {
  send(bridgeChannel.connect, frame, nonce);
  expect(() => send(bridgeChannel.chooseSources, frame, 'folders')).toThrow('Refused');
  expect(() => send(bridgeChannel.chooseDirectory, frame)).toThrow('Refused');
  expect(() => send(bridgeChannel.recentLibraries, frame)).toThrow('Refused');
  send(bridgeChannel.openLibrary, frame, '/other');
  send(bridgeChannel.showInFolder, frame, '/exports');
  send(bridgeChannel.dragOut, frame, [picture]);
  send(bridgeChannel.takeOpenPaths, frame);
  for (const service of Object.values(services)) expect(service).not.toHaveBeenCalled();
  expect(logLines).toHaveLength(8);
});
