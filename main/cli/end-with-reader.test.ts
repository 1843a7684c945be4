import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { endWithReader } from './end-with-reader.ts';

function program({ isLong }: { isLong: boolean }) {
  const stream = new EventEmitter();
  const did: string[] = [];
  endWithReader({
    streams: [stream],
    hangUp() {
      if (isLong) did.push('ends in order');
      return isLong;
    },
    exit: (code) => did.push(`exits with ${code}`),
  });
  return { did, fail: (code: string) => stream.emit('error', Object.assign(new Error('write'), { code })) };
}

test.each(['EPIPE', 'EIO'])('%s: long work ends in order, so that its checkpoint is saved', (code) => {
  const { did, fail } = program({ isLong: true });
  fail(code);
  expect(did).toEqual(['ends in order']);
});

test('what is short ends at once where nobody reads on', () => {
  const { did, fail } = program({ isLong: false });
  fail('EPIPE');
  expect(did).toEqual(['exits with 0']);
});

test('any other failure of what is printed is told', () => {
  expect(() => program({ isLong: true }).fail('ENOSPC')).toThrow('write');
});
