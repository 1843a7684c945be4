import type { Session } from 'electron';
import { expect, test, vi } from 'vitest';
import { denyPermissions, type GuardedContents, guardContents, mayOpenOutside } from './security.ts';

test.each([
  ['https://github.com/some/project', true],
  ['http://github.com/', false],
  ['https://github.com.example.org/', false],
  ['https://user@example.org/github.com', false],
  ['file:///etc/passwd', false],
  ['not an address', false],
])('%s may be opened outside: %s', (url, allowed) => {
  expect(mayOpenOutside(url)).toBe(allowed);
});

test('every permission is denied, asked for or looked up', () => {
  const handlers = {
    setPermissionRequestHandler: vi.fn<Session['setPermissionRequestHandler']>(),
    setPermissionCheckHandler: vi.fn<Session['setPermissionCheckHandler']>(),
    setDevicePermissionHandler: vi.fn<Session['setDevicePermissionHandler']>(),
  };
  denyPermissions(handlers);
  const answer = vi.fn();
  Reflect.apply(handlers.setPermissionRequestHandler.mock.lastCall?.[0] ?? fail, undefined, [
    {},
    'media',
    answer,
  ]);
  expect(answer).toHaveBeenCalledExactlyOnceWith(false);
  const check = handlers.setPermissionCheckHandler.mock.lastCall?.[0] ?? fail;
  expect(Reflect.apply(check, undefined, [null, 'notifications', 'studio://app', {}])).toBe(false);
  const device = handlers.setDevicePermissionHandler.mock.lastCall?.[0] ?? fail;
  expect(Reflect.apply(device, undefined, [{}])).toBe(false);
});

const fail = () => {
  throw new Error('no handler was set');
};

test('the window stays on its page', () => {
  const listeners = new Map<string, (event: { preventDefault(): void }) => void>();
  let openHandler: Parameters<GuardedContents['setWindowOpenHandler']>[0] | undefined;
  const openOutside = vi.fn();
  guardContents(
    {
      on: (event, listener) => listeners.set(event, listener),
      setWindowOpenHandler: (handler) => {
        openHandler = handler;
      },
    },
    openOutside,
  );
  expect([...listeners.keys()].sort()).toEqual([
    'will-attach-webview',
    'will-frame-navigate',
    'will-navigate',
    'will-redirect',
  ]);
  for (const listener of listeners.values()) {
    const preventDefault = vi.fn();
    listener({ preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  }
  const open = (url: string) => Reflect.apply(openHandler ?? fail, undefined, [{ url }]);
  expect(open('https://example.org/')).toEqual({ action: 'deny' });
  expect(openOutside).not.toHaveBeenCalled();
  expect(open('https://github.com/')).toEqual({ action: 'deny' });
  expect(openOutside).toHaveBeenCalledExactlyOnceWith('https://github.com/');
});
