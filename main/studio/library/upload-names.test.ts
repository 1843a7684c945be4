import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { StudioError } from '../../contract/errors.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { portableName, UploadNames } from './upload-names.ts';

const path = tempFolderPerTest();

/** Places of files that are sent in this order. */
function placesOf(...sent: string[]): string[] {
  const names = new UploadNames();
  return sent.map((one) => names.place(one));
}

describe('files of one upload', () => {
  it.each([
    ['of one name', ['a.jpg', 'a.jpg', 'a.jpg'], ['a.jpg', 'a (2).jpg', 'a (3).jpg']],
    ['whose case differs', ['A.JPG', 'a.jpg'], ['A.JPG', 'a (2).jpg']],
    ['whose normal form differs', ['\u00e9.jpg', 'e\u0301.jpg'], ['\u00e9.jpg', 'e\u0301 (2).jpg']],
    ['called as a count', ['a.jpg', 'a (2).jpg', 'a.jpg'], ['a.jpg', 'a (2).jpg', 'a (3).jpg']],
    ['and folders of one name', ['x', 'x/a.jpg', 'x/b.jpg'], ['x', 'x (2)/a.jpg', 'x (2)/b.jpg']],
    ['after folders of one name', ['x/a.jpg', 'x'], ['x/a.jpg', 'x (2)']],
    [
      'in folders whose case differs',
      ['P/a.jpg', 'p/a.jpg', 'P/b.jpg'],
      ['P/a.jpg', 'p (2)/a.jpg', 'P/b.jpg'],
    ],
    [
      'from two folders of one name',
      ['p/a.jpg', 'p/b.jpg', 'p/a.jpg'],
      ['p/a.jpg', 'p/b.jpg', 'p/a (2).jpg'],
    ],
    ['without an ending', ['.jpg', 'a.', 'a.'], ['.jpg', 'a_', 'a_ (2)']],
  ])('%s', (_, sent, places) => {
    expect(placesOf(...sent)).toEqual(places);
  });

  it('from a folder that lies very deep are kept without the folders between', () => {
    const folders = Array.from({ length: 20 }, (_, i) => `${i}-${'\u6771'.repeat(60)}`).join('/');
    const places = placesOf(`top/${folders}/a.jpg`, `top/${folders}/b/a.jpg`);
    expect(places).toEqual(['top/a.jpg', 'top/a (2).jpg']);
  });
});

test.each([
  ['photo.jpg', 'photo.jpg'],
  ['con', '_con'],
  ['NUL.jpg', '_NUL.jpg'],
  ['aux .png', '_aux .png'],
  ['COM1.tar.gz', '_COM1.tar.gz'],
  ['LPT\u00b9', '_LPT\u00b9'],
  ['console.jpg', 'console.jpg'],
  ['name. . ', 'name____'],
  ['tab\tand\nline.jpg', 'tab_and_line.jpg'],
  ['a:b*c?.jpg', 'a_b_c_.jpg'],
  ['\ud800.jpg', '\ufffd.jpg'],
])('%j is written as %j', (wanted, written) => {
  expect(portableName(wanted)).toBe(written);
});

test('long names are cut by bytes, between characters, before their ending', () => {
  for (const character of ['x', '\u00e9', '\u6771', '\u{1f600}']) {
    const name = portableName(`${character.repeat(255)}.jpeg`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(name)).toBeGreaterThan(230);
    expect(name).toMatch(/\.jpeg$/);
    expect(name.isWellFormed()).toBe(true);
  }
});

test('every file that is sent finds a place of its own on this disk, or its name is refused', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'a',
      'A',
      'con',
      'aux.jpg',
      '\u00e9',
      'e\u0301',
      'x'.repeat(300),
      '..',
      '.',
      ' ',
      'a.',
      '',
      '\0',
      'C:',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', minLength: 60, maxLength: 300 }),
  );
  const sentPath = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('/'));
  let round = 0;
  fc.assert(
    fc.property(fc.array(sentPath, { minLength: 1, maxLength: 12 }), (sent) => {
      const names = new UploadNames();
      const folder = path(`round-${round++}`);
      for (const one of sent) {
        let place: string;
        try {
          place = names.place(one);
        } catch (error) {
          expect(error).toBeInstanceOf(StudioError);
          continue;
        }
        const file = join(folder, place);
        expect(file.startsWith(folder)).toBe(true);
        mkdirSync(dirname(file), { recursive: true });
        // Fails where there is something of that name already.
        writeFileSync(file, one, { flag: 'wx' });
      }
    }),
    { numRuns: 200 },
  );
});
