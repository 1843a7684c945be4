import type { ImportGraph } from './import-graph.ts';

/**
 * Groups of files of which each reaches all others: the strongly connected components with more than one member (Tarjan 1972).
 */
export function circlesOf(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): number => {
    const number = order.size;
    order.set(node, number);
    lowest.set(node, number);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) lowest.set(node, Math.min(lowest.get(node) ?? 0, visit(next)));
      else if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node) ?? 0, order.get(next) ?? 0));
    }
    if (lowest.get(node) === number) {
      const members = stack.splice(stack.indexOf(node));
      if (members.length > 1) circles.push(members.sort());
    }
    return lowest.get(node) ?? 0;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles;
}

/**
 * Circles between the folders and files that lie in one folder, for every folder: those in which a folder takes part. Each is
 * the members' paths.
 */
export function folderCirclesOf(graph: ImportGraph): string[][] {
  const folders = new Set([...graph.keys()].flatMap(foldersAbove));
  return [...folders].flatMap((folder) =>
    circlesOf(membersGraph(graph, folder)).filter((members) => members.some((each) => !graph.has(each))),
  );
}

/** The graph of what lies directly in a folder: a file stands for itself, a folder for all below it. */
export function membersGraph(graph: ImportGraph, folder: string): ImportGraph {
  const members = new Map<string, Set<string>>();
  for (const [file, targets] of graph) {
    const from = memberOf(folder, file);
    if (from === undefined) continue;
    const reached = members.get(from) ?? new Set();
    members.set(from, reached);
    for (const target of targets) {
      const to = memberOf(folder, target);
      if (to !== undefined && to !== from) reached.add(to);
    }
  }
  return new Map([...members].map(([member, reached]) => [member, [...reached]]));
}

/** The part of a file's path down to the level below `folder` ('' = the root); undefined when it lies elsewhere. */
function memberOf(folder: string, file: string): string | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  return file.startsWith(prefix) ? prefix + file.slice(prefix.length).split('/')[0] : undefined;
}

/** `a/b/c.ts` → '', `a`, `a/b`. */
const foldersAbove = (file: string): string[] =>
  file.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'));
