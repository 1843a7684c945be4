import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { FrameReader, toFrame } from './frames.ts';

test('messages survive however a stream cuts them', () => {
  const message = fc.record({ type: fc.string(), numbers: fc.array(fc.double()), bytes: fc.uint8Array() });
  fc.assert(
    fc.property(fc.array(message), fc.integer({ min: 1, max: 50 }), (messages, size) => {
      const stream = Buffer.concat(messages.map(toFrame));
      const reader = new FrameReader();
      const read: unknown[] = [];
      for (let at = 0; at < stream.length; at += size)
        read.push(...reader.read(stream.subarray(at, at + size)));
      expect(read).toEqual(messages);
    }),
  );
});

test('a length that no message has is refused', () => {
  expect(() => new FrameReader().read(Buffer.from([255, 255, 255, 255]))).toThrow('longer than');
});

test('a long message is copied when it is complete, not with every piece', () => {
  const message = { type: 'sample', data: new Uint8Array(2 ** 20).map((_, i) => i % 251) };
  const stream = Buffer.concat([toFrame(message), toFrame('next')]);
  const reader = new FrameReader();
  const join = vi.spyOn(Buffer, 'concat');
  const read: unknown[] = [];
  for (let at = 0; at < stream.length; at += 1000) read.push(...reader.read(stream.subarray(at, at + 1000)));
  const copied = join.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0);
  join.mockRestore();
  expect(read).toEqual([message, 'next']);
  expect(copied).toBeLessThan(1.1 * stream.length);
});
