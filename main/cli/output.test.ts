import { afterEach, expect, it, vi } from 'vitest';
import { Output, printable } from './output.ts';

afterEach(() => vi.restoreAllMocks());

it.each([
  ['\x1b[1mbold\x1b[22m and \x1b[90mdim\x1b[39m', '\x1b[1mbold\x1b[22m and \x1b[90mdim\x1b[39m'],
  ['two\nlines', 'two\nlines'],
  ['a\x1b]0;title\x07b', 'a ]0;title b'],
  ['a\x1b[2Jb', 'a [2Jb'],
  ['a\x9b2Jb\rc', 'a 2Jb c'],
  ['gpj\u202eexe', 'gpj exe'],
])('prints %j as %j', (line, printed) => {
  expect(printable(line)).toBe(printed);
});

it('lets no name of a file move the cursor, wherever it is printed', () => {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  }
  const name = 'a\x1b[2Jb';
  const output = new Output(false);
  output.say(name);
  output.progress(name, { done: 1, unit: 'pictures', note: name });
  output.result({}, [name]);
  new Output(true).say(name);
  expect(written.join('')).not.toContain('\x1b[2J');
  expect(written.join('').match(/a \[2Jb/g)).toHaveLength(5);
});
