import { circlesOf, folderCirclesOf } from './circles.ts';
import type { ImportGraph } from './import-graph.ts';

/** A source file as the rules see it. */
export interface SourceFile {
  /** From the root of the project, with forward slashes. */
  path: string;
  lines: number;
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

/** Measures how well the rooms of the house keep apart. Tests may reach further, and do not count. */
export function measureRooms(files: readonly SourceFile[], imports: ImportGraph): Figure[] {
  const sources = files.filter(({ path }) => !isTest(path));
  const graph: ImportGraph = new Map(
    sources.map(({ path }) => [path, (imports.get(path) ?? []).filter((target) => !isTest(target))]),
  );
  const edges = [...graph].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
  const between = (what: string, matches: (from: string, to: string) => boolean): Figure => ({
    what,
    limit: 0,
    found: edges.filter(({ from, to }) => matches(from, to)).map(({ from, to }) => `${from} → ${to}`),
  });
  return [
    { what: 'circles of files', limit: 0, found: circlesOf(graph).map((members) => members.join(' ↔ ')) },
    {
      what: 'circles of folders',
      limit: 0,
      found: folderCirclesOf(graph).map((members) => members.join(' ↔ ')),
    },
    between(
      'imports from the studio into compute',
      (from, to) => isIn('main/studio', from) && isIn('main/compute', to),
    ),
    between(
      'imports from compute into presets',
      (from, to) => isIn('main/compute', from) && isIn('main/presets', to),
    ),
    between('imports from one screen into another', (from, to) => {
      const [own, other] = [screenOf(from), screenOf(to)];
      return own !== undefined && other !== undefined && own !== other;
    }),
    ...Object.entries(looseFiles).map(([folder, limit]) => ({
      what: `files loose in ${folder}`,
      limit,
      found: sources.map(({ path }) => path).filter((path) => folderOf(path) === folder),
    })),
    {
      what: `files of more than ${mostLines} lines`,
      // The messages of main/protocol, which will be a file for each task.
      limit: 1,
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
