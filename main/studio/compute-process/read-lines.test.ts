import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readLines } from './read-lines.ts';

async function linesOf(...chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const input = new PassThrough();
  const lines: string[] = [];
  readLines(input, (line) => lines.push(line));
  const ended = once(input, 'end');
  for (const chunk of chunks) input.write(chunk);
  input.end();
  await ended;
  return lines;
}

it('tells whole lines, wherever the pieces begin and end', async () => {
  expect(await linesOf('one\ntw', 'o\r', '\n\nthree')).toEqual(['one', 'two', '', 'three']);
  const umlaut = Buffer.from('ä\n');
  expect(await linesOf(umlaut.subarray(0, 1), umlaut.subarray(1))).toEqual(['ä']);
});

it('tells a line without end in pieces, instead of keeping it', async () => {
  const lines = await linesOf(...Array.from({ length: 40 }, () => 'x'.repeat(5000)), '\nnext\n');
  expect(lines.at(-1)).toBe('next');
  expect(lines.slice(0, -1).join('')).toBe('x'.repeat(200_000));
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(70_000);
});
