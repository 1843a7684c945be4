import fc from 'fast-check';
import { expect, test } from 'vitest';
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
