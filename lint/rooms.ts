import { circlesOf, folderCirclesOf, membersGraph } from './circles.ts';
import { floorsOf } from './floors.ts';
import type { ImportGraph } from './import-graph.ts';

/** A source file as the rules see it. */
export interface SourceFile {
  /** From the root of the project, with forward slashes. */
  path: string;
  lines: number;
  /** Private values that stand above its subject without need; see `needlessOpenings`. */
  openings: readonly string[];
  /** Names that the list of words does not have; see `strangeNames`. */
  names: readonly string[];
}

/** A figure of the house that must not be exceeded. */
export interface Figure {
  what: string;
  limit: number;
  /** What counts, each as a line that says where. */
  found: string[];
}

/** A reader keeps one subject in mind; a longer file has several. */
const mostLines = 300;

/** Files that may lie in a folder beside its rooms: what a newcomer sees first there. */
const looseFiles: Readonly<Record<string, number>> = {
  'main/compute': 2,
  'main/studio': 3,
  'main/studio/runs': 6,
};

/** Rooms and loose files of the compute process, and how many floors its rooms stand on. */
const compute = { folder: 'main/compute', rooms: 18, floors: 6 };

/** The one way to the judge: each file, and the only one that may import it. What trains and tunes is not on it. */
const wayToJudge: Readonly<Record<string, string>> = {
  'main/compute/metrics/embeddings/judge-network.ts': 'main/compute/evaluation/judge.ts',
  'main/compute/evaluation/judge.ts': 'main/compute/evaluation/compare-features.ts',
  'main/compute/evaluation/compare-features.ts': 'main/compute/evaluation/evaluate.ts',
  'main/compute/evaluation/evaluate.ts': 'main/compute/main.ts',
};

/** What may cross a border that is otherwise shut: patterns that name files of a room with a `!`. */
export function exceptionsTo(room: string, borders: Borders): Figure {
  const patterns = borders.overrides.flatMap(
    ({ linter }) => linter.rules.style.noRestrictedImports.options.patterns,
  );
  const found = patterns.flatMap(({ group }) => group).filter((each) => each.startsWith(`!**/${room}/`));
  return { what: `exceptions to the borders of ${room}`, limit: 0, found };
}

/** The part of borders.json that names what may not be imported. */
export interface Borders {
  overrides: {
    linter: { rules: { style: { noRestrictedImports: { options: { patterns: { group: string[] }[] } } } } };
  }[];
}

/** Measures how well the rooms of the house keep apart. Tests may reach further, and do not count. */
export function measureRooms(files: readonly SourceFile[], imports: ImportGraph): Figure[] {
  const sources = files.filter(({ path }) => !isTest(path));
  const graph: ImportGraph = new Map(
    sources.map(({ path }) => [path, (imports.get(path) ?? []).filter((target) => !isTest(target))]),
  );
  const edges = [...graph].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
  const circles = circlesOf(graph);
  const folderCircles = folderCirclesOf(graph);
  // A circle has no floors.
  const floors = folderCircles.length > 0 ? [] : floorsOf(graph, compute.folder);
  const between = (what: string, matches: (from: string, to: string) => boolean): Figure => ({
    what,
    limit: 0,
    found: edges.filter(({ from, to }) => matches(from, to)).map(({ from, to }) => `${from} → ${to}`),
  });
  return [
    { what: 'circles of files', limit: 0, found: circles.map((members) => members.join(' ↔ ')) },
    {
      what: 'circles of folders',
      limit: 0,
      found: folderCircles.map((members) => members.join(' ↔ ')),
    },
    between(
      'imports from the studio into compute',
      (from, to) => isIn('main/studio', from) && isIn('main/compute', to),
    ),
    between(
      'imports from compute into presets',
      (from, to) => isIn('main/compute', from) && isIn('main/presets', to),
    ),
    between(
      'ways to the judge besides an evaluation',
      (from, to) => wayToJudge[to] !== undefined && wayToJudge[to] !== from,
    ),
    between('imports from one screen into another', (from, to) => {
      const [own, other] = [screenOf(from), screenOf(to)];
      return own !== undefined && other !== undefined && own !== other;
    }),
    {
      what: `rooms and loose files of ${compute.folder}`,
      limit: compute.rooms,
      found: [...membersGraph(graph, compute.folder).keys()],
    },
    {
      what: `floors of ${compute.folder}`,
      limit: compute.floors,
      found: floors.map((rooms, floor) => `${floor + 1}: ${rooms.join(', ')}`),
    },
    ...Object.entries(looseFiles).map(([folder, limit]) => ({
      what: `files loose in ${folder}`,
      limit,
      found: sources.map(({ path }) => path).filter((path) => folderOf(path) === folder),
    })),
    {
      what: 'files that open with a private value',
      limit: 0,
      found: sources
        .filter(({ openings }) => openings.length > 0)
        .map(({ path, openings }) => `${path}: ${openings.join(', ')}`),
    },
    {
      what: 'names that the list of words does not have',
      limit: 0,
      found: sources.flatMap(({ path, names }) => names.map((name) => `${path}: ${name}`)),
    },
    {
      what: `files of more than ${mostLines} lines`,
      limit: 0,
      found: sources
        .filter(({ lines }) => lines > mostLines)
        .map(({ path, lines }) => `${path}: ${lines} lines`),
    },
  ];
}

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.includes('/testing/');

const isIn = (folder: string, path: string) => path.startsWith(`${folder}/`);

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'));

const screenOf = (path: string) => /^renderer\/screens\/([^/]+)\//.exec(path)?.[1];
