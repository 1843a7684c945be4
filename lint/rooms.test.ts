import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { circlesOf, folderCirclesOf } from './circles.ts';
import { floorsOf } from './floors.ts';
import { readImports } from './import-graph.ts';
import { exceptionsTo, measureRooms } from './rooms.ts';

const graphOf = (graph: Record<string, string[]>) => new Map(Object.entries(graph));

/** What is exceeded in a house of these files, each with the files that it imports. */
function exceeded(graph: Record<string, string[]>, lines = 10) {
  const files = Object.keys(graph).map((file) => ({ path: file, lines, openings: [], names: [] }));
  return measureRooms(files, graphOf(graph))
    .filter(({ found, limit }) => found.length > limit)
    .map(({ what, found }) => ({ what, found }));
}

it('reads imports of values and of types, what is passed on, and what is loaded later', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'faceloom-lint-'));
  try {
    mkdirSync(path.join(root, 'a'));
    writeFileSync(
      path.join(root, 'a/all.ts'),
      `import { z } from 'zod';
       import type { T } from './type.ts';
       import { v } from '../value.ts';
       export { w } from './passed-on.ts';
       export const text = "import { x } from './type.ts'";
       export const later = () => import('./later.tsx');
       export const named = (name: string): unknown => import(name);
       export const t: T = z.parse(v);`,
    );
    const others = ['a/type.ts', 'value.ts', 'a/passed-on.ts', 'a/later.tsx'];
    for (const file of others) writeFileSync(path.join(root, file), '');
    const graph = readImports(root, ['a/all.ts', ...others]);
    expect(graph.get('a/all.ts')?.toSorted()).toEqual(others.toSorted());
  } finally {
    rmSync(root, { recursive: true });
  }
});

it('finds circles of files, also long ones and several', () => {
  expect(circlesOf(graphOf({ a: ['b'], b: ['c'], c: ['a', 'd'], d: ['e'], e: ['d'], f: ['a'] }))).toEqual([
    ['d', 'e'],
    ['a', 'b', 'c'],
  ]);
  expect(circlesOf(graphOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
});

it('finds circles of folders whose files are in none, on every level', () => {
  const files = {
    'm/x/one.ts': ['m/y/two.ts'],
    'm/y/two.ts': [],
    'm/y/three.ts': ['m/x/four.ts'],
    'm/x/four.ts': [],
  };
  expect(circlesOf(graphOf(files))).toEqual([]);
  expect(folderCirclesOf(graphOf(files))).toEqual([['m/x', 'm/y']]);
});

it('counts a folder that imports a file beside it, which imports the folder', () => {
  const files = { 'm/root.ts': ['m/x/a.ts'], 'm/x/a.ts': [], 'm/x/b.ts': ['m/root.ts'] };
  expect(folderCirclesOf(graphOf(files))).toEqual([['m/root.ts', 'm/x']]);
});

it.each([
  ['imports from the studio into compute', 'main/studio/base/a.ts', 'main/compute/engines/b.ts'],
  ['imports from compute into presets', 'main/compute/training/a.ts', 'main/presets/b.ts'],
  [
    'ways to the judge besides an evaluation',
    'main/compute/evaluation/quick-scorer.ts',
    'main/compute/metrics/embeddings/judge-network.ts',
  ],
  ['imports from one screen into another', 'renderer/screens/train/a.tsx', 'renderer/screens/jobs/b.tsx'],
])('says where there are %s', (what, from, to) => {
  expect(exceeded({ [from]: [to], [to]: [] })).toEqual([{ what, found: [`${from} → ${to}`] }]);
});

it('lets tests import what they need', () => {
  const graph = {
    'main/compute/training/a.test.ts': ['main/presets/b.ts'],
    'main/compute/testing/small-runs.ts': ['main/presets/b.ts'],
    'main/presets/b.ts': [],
  };
  expect(exceeded(graph)).toEqual([]);
});

it('lets a screen import its own files and the rooms below', () => {
  const graph = { 'renderer/screens/train/a.tsx': ['renderer/screens/train/b.ts', 'renderer/runs/c.ts'] };
  expect(exceeded(graph)).toEqual([]);
});

it('stands each room one floor above the highest that it imports, whatever the files beside them do', () => {
  const files = {
    'm/main.ts': ['m/roof/a.ts'],
    'm/roof/a.ts': ['m/middle/b.ts', 'm/ground/c.ts'],
    'm/middle/b.ts': ['m/ground/c.ts', 'm/port.ts'],
    'm/ground/c.ts': [],
    'm/port.ts': [],
  };
  expect(floorsOf(graphOf(files), 'm')).toEqual([['m/ground'], ['m/middle'], ['m/roof']]);
});

it('counts the rooms of compute and their floors', () => {
  const rooms = Array.from({ length: 19 }, (_, i) => `main/compute/room-${i}/a.ts`);
  const apart = Object.fromEntries(rooms.map((room) => [room, []]));
  expect(exceeded(apart)).toMatchObject([{ what: 'rooms and loose files of main/compute' }]);
  const tower = Object.fromEntries(rooms.slice(0, 7).map((room, i) => [room, i === 0 ? [] : [rooms[i - 1]]]));
  expect(exceeded(tower)).toMatchObject([{ what: 'floors of main/compute' }]);
});

it('finds what may cross a border', () => {
  const borders = (...group: string[]) => ({
    overrides: [
      { linter: { rules: { style: { noRestrictedImports: { options: { patterns: [{ group }] } } } } } },
    ],
  });
  expect(exceptionsTo('compute', borders('**/compute/**', '!**/contract/**')).found).toEqual([]);
  const found = ['!**/compute/protocol.ts'];
  expect(exceptionsTo('compute', borders('**/compute/**', ...found))).toMatchObject({ limit: 0, found });
});

it('counts the files that lie loose beside the rooms', () => {
  const loose = ['main.ts', 'port.ts', 'third.ts'].map((name) => [`main/compute/${name}`, []]);
  expect(exceeded(Object.fromEntries(loose.slice(1)))).toEqual([]);
  expect(exceeded(Object.fromEntries(loose))).toMatchObject([{ what: 'files loose in main/compute' }]);
});

it('names files that are too long', () => {
  const files = { 'main/a.ts': [], 'main/b.ts': [] };
  expect(exceeded(files, 300)).toEqual([]);
  expect(exceeded(files, 301)).toEqual([
    { what: 'files of more than 300 lines', found: ['main/a.ts: 301 lines', 'main/b.ts: 301 lines'] },
  ]);
});
