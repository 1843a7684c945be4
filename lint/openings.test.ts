import { expect, it } from 'vitest';
import { needlessOpenings } from './openings.ts';

const openings = (text: string) => needlessOpenings('a.ts', text);

it('opens a file with its subject, and not with what only functions use', () => {
  expect(openings('const limit = 4;\nexport function all() { return limit; }')).toEqual(['limit']);
  expect(openings('export function all() { return limit; }\nconst limit = 4;')).toEqual([]);
  expect(openings('class Own {}\nfunction own() {}\nexport const all = () => [Own, own];')).toEqual([
    'Own',
    'own',
  ]);
  expect(openings('const limit = 4;\nexport class All { #limit = limit; }')).toEqual(['limit']);
});

it('lets what the subject is made of come first', () => {
  expect(openings('const id = z.string();\nexport const Run = z.object({ id });')).toEqual([]);
  expect(openings('const all = [1];\nexport const doubled = all.map((each) => 2 * each);')).toEqual([]);
  expect(openings('const id = "a";\nexport class All { static readonly id = id; }')).toEqual([]);
  expect(openings('const a = 1;\nconst make = () => a;\nexport const made = make();')).toEqual([]);
  expect(openings('const id = z.string();\nexport type Id = z.infer<typeof id>;')).toEqual([]);
});

it('lets types and effects come first, and says nothing of files without exports', () => {
  expect(openings("import a from 'a';\ntype B = 1;\na.register();\nexport const c = () => 1;")).toEqual([]);
  expect(openings('const limit = 4;\nconsole.log(limit);')).toEqual([]);
});
