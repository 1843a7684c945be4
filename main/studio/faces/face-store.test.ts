import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Face, FaceTag } from '../../contract/faces/faces.ts';
import { FaceId, ModelId } from '../../contract/ids.ts';
import { type Library, openLibrary } from '../library/library.ts';
import { FaceStore } from './face-store.ts';

let library: Library;
let store: FaceStore;
const openStore = () => {
  library = openLibrary(mkdtempSync(join(tmpdir(), 'faceloom-test-')));
  store = new FaceStore(library.db);
};
const closeStore = () => {
  library.close();
  rmSync(library.dir, { recursive: true, force: true });
};

const face = (number: number, changes: Partial<Face> = {}): Face => ({
  id: FaceId.parse(`face-${number}`),
  from: { kind: 'model', id: ModelId.parse('m') },
  fromName: 'Portraits',
  nimg: 1000,
  seed: 42,
  index: number,
  size: 32,
  saved: true,
  createdAt: '2026-01-02T03:04:05.000Z',
  tags: [],
  ...changes,
});

const ids = (...numbers: number[]) => numbers.map((number) => face(number).id);

describe('a search', () => {
  const found = (search: string) => store.select({ search, sort: 'oldest' }).map((id) => Number(id.slice(5)));

  beforeAll(() => {
    openStore();
    store.add([
      face(0),
      face(1, { fromName: 'Zoë’s Élèves' }),
      face(2, { seed: 7 }),
      face(3),
      face(4, { saved: false }),
    ]);
    store.rate(ids(1), 5);
    store.rate(ids(2, 3), 3);
    store.addTag(ids(1, 2), 'smile');
    store.addTag(ids(2), 'red hair');
    store.setNote(ids(3)[0], 'For the Poster: 50 % "blue" o\'clock_');
  });

  afterAll(closeStore);

  it.each([
    ['', [0, 1, 2, 3]],
    ['poster', [3]],
    ['poster -blue', []],
    ['50 %', [3]],
    ["o'clock_", [3]],
    ['_', [3]],
    ['eleves', [1]],
    ['ZOË', [1]],
    ['smil', [1, 2]],
    ['tag:smile', [1, 2]],
    ['tag:smil', []],
    ['-tag:smile', [0, 3]],
    ['tag:"red hair"', [2]],
    ['tag:"red hair', [2]],
    ['TAG:Smile rating:<4', [2]],
    ['rating:3', [2, 3]],
    ['rating:>3', [1]],
    ['rating:>=3', [1, 2, 3]],
    ['rating:0', [0]],
    ['-rating:0', [1, 2, 3]],
    ['model:port', [0, 2, 3]],
    ['model:"zoe’s el"', [1]],
    ['seed:7', [2]],
    ['copy:unchecked', [0, 1, 2, 3]],
    ['copy:copy', []],
    // Still being typed.
    ['tag:', [0, 1, 2, 3]],
    ['rating:>', [0, 1, 2, 3]],
    ['"', [0, 1, 2, 3]],
    ["'; DROP TABLE faces; --", []],
  ])('%s finds %j', (search, expected) => expect(found(search)).toEqual(expected));

  it.each(['rating:lots', 'rating:6', 'seed:-1', 'seed:99999999999', 'copy:maybe'])(
    'that is not understood, %s, says what to write',
    (search) => {
      expect(() => found(search)).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT', message: `“${search}” is not understood.` }),
      );
    },
  );
});

describe('the rows of faces', () => {
  beforeEach(openStore);
  afterEach(closeStore);

  it('keeps ratings, tags and notes, and tells what undoes them', () => {
    store.add([face(0, { saved: false }), face(1), face(2)]);
    expect(store.rate(ids(0, 1), 4)).toEqual([{ rating: null, ids: ids(0, 1) }]);
    expect(store.rate(ids(0, 1, 2), 1)).toEqual([
      { rating: null, ids: ids(2) },
      { rating: 4, ids: ids(0, 1) },
    ]);
    expect(store.addTag(ids(0), 'b')).toEqual(ids(0));
    expect(store.addTag(ids(0, 1), 'b')).toEqual(ids(1));
    store.addTag(ids(0), 'a');
    store.setNote(ids(0)[0], '  twice\nlined ');
    expect(store.get(ids(0)[0])).toMatchObject({
      saved: true,
      rating: 1,
      tags: ['a', 'b'],
      note: '  twice\nlined ',
    });
    expect(store.tags()).toEqual([
      { tag: 'b', count: 2 },
      { tag: 'a', count: 1 },
    ]);
    expect(store.removeTag(ids(1, 2), 'b')).toEqual(ids(1));
    store.delete(ids(0));
    expect(store.tags()).toEqual([]);
    expect(() => store.getAll(ids(1, 0))).toThrow(expect.objectContaining({ code: 'FACE_NOT_FOUND' }));
  });

  it('writes tags one way, and takes none that could not be searched for', () => {
    expect(FaceTag.parse('  Red   HAIR ')).toBe('red hair');
    expect(FaceTag.parse('É')).toBe('é');
    for (const bad of ['', '  ', 'a"b', 'a\u0000b', 'x'.repeat(41)])
      expect(FaceTag.safeParse(bad).success).toBe(false);
  });

  it('pages through ten thousand faces, each once, in every order', () => {
    const count = 10_000;
    const many = Array.from({ length: count }, (_, i) =>
      face(i, {
        fromName: `Model ${i % 7}`,
        seed: Math.floor(i / 400),
        createdAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(i / 400) * 1000).toISOString(),
      }),
    );
    store.add(many);
    for (let rating = 1; rating <= 5; rating++)
      store.rate(
        many.filter(({ index }) => index % 6 === rating).map(({ id }) => id),
        rating,
      );
    const third = many.filter(({ index }) => index % 3 === 0).map(({ id }) => id);
    store.addTag(third, 'third');

    for (const sort of ['newest', 'oldest', 'best', 'model'] as const) {
      const order = store.select({ search: '', sort });
      expect(new Set(order).size).toBe(count);
      for (const offset of [0, 5000, 9900, 9999]) {
        const page = store.list({ search: '', sort }, offset, 200);
        expect(page.total).toBe(count);
        expect(page.faces.map(({ id }) => id)).toEqual(order.slice(offset, offset + 200));
      }
    }
    expect(store.select({ search: 'tag:third rating:>2 model:"model 3"', sort: 'best' })).toHaveLength(
      many.filter(({ index: i }) => i % 3 === 0 && i % 6 > 2 && i % 7 === 3).length,
    );
    expect(store.list({ search: '', sort: 'best' }, 0, 1).faces[0].rating).toBe(5);
    expect(
      store.removeTag(
        many.map(({ id }) => id),
        'third',
      ),
    ).toHaveLength(third.length);
  });
});
