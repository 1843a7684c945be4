import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';

/** For each file, those that it imports; type imports count, as neither file can be read or moved without the other. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Reads the imports of source files, all given as paths from `root` with forward slashes. */
export function readImports(root: string, files: readonly string[]): ImportGraph {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const targets = requests(file, text)
        .filter((request) => request.startsWith('.'))
        .map((request) => path.posix.join(path.posix.dirname(file), request))
        .filter((target) => known.has(target));
      return [file, [...new Set(targets)]];
    }),
  );
}

function requests(file: string, text: string): string[] {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0].message}`);
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    // What is computed at run time has no name to be followed.
    ...module.dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) => /^['"](.*)['"]$/.exec(text.slice(start, end))?.slice(1) ?? [],
    ),
  ];
}
