// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useDecodedImage } from './use-decoded-image.ts';

/** Pictures that are being decoded, by their addresses. */
let decoding: Map<string, PromiseWithResolvers<void>>;
beforeEach(() => {
  decoding = new Map();
  vi.stubGlobal(
    'Image',
    class {
      src = '';
      decode(): Promise<void> {
        const work = Promise.withResolvers<void>();
        decoding.set(this.src, work);
        return work.promise;
      }
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const decoded = (src: string) => act(async () => decoding.get(src)?.resolve());
const broken = (src: string) => act(async () => decoding.get(src)?.reject(new Error('no picture')));

/** Asks for pictures one after the other, and tells which is shown. */
function show(first: string | undefined) {
  const { result, rerender } = renderHook((src: string | undefined) => useDecodedImage(src), {
    initialProps: first,
  });
  return { ask: rerender, shown: () => result.current };
}

test('a picture stays until the next one has been decoded', async () => {
  const { ask, shown } = show('0k.png');
  expect(shown()).toBeUndefined();
  await decoded('0k.png');
  expect(shown()).toBe('0k.png');
  ask('4k.png');
  expect(shown()).toBe('0k.png');
  await decoded('4k.png');
  expect(shown()).toBe('4k.png');
});

test('one that comes late never replaces a later one', async () => {
  const { ask, shown } = show('0k.png');
  ask('4k.png');
  ask('8k.png');
  await decoded('4k.png');
  expect(shown()).toBe('4k.png');
  await decoded('8k.png');
  await decoded('0k.png');
  expect(shown()).toBe('8k.png');
});

test('one that cannot be decoded is shown as broken, and nothing where there is none', async () => {
  const { ask, shown } = show('0k.png');
  await broken('0k.png');
  expect(shown()).toBe('0k.png');
  ask(undefined);
  expect(shown()).toBeUndefined();
});
