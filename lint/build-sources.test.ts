import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildTargets } from '../main/cli/build-if-outdated.ts';
import { readImports } from './import-graph.ts';

const root = path.dirname(import.meta.dirname);
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((file) => /^(?:main|renderer|preload)\/.*\.tsx?$/.test(file) && existsSync(path.join(root, file)));
const imports = readImports(root, files);

/** All files that a program is made of. */
function reachedFrom(entry: string): string[] {
  const reached = new Set([entry]);
  for (const file of reached) for (const target of imports.get(file) ?? []) reached.add(target);
  return [...reached];
}

describe.each(Object.entries(buildTargets))('what npm start builds again: %s', (name, target) => {
  const { entry, output, sources } = target;

  it('looks at every file that the program is made of', () => {
    const reached = reachedFrom(entry);
    expect(reached.length).toBeGreaterThan(1);
    const isSource = (file: string) => sources.some((source) => `${file}/`.startsWith(`${source}/`));
    expect(reached.filter((file) => !isSource(file))).toEqual([]);
  });

  it('is what build.config.ts builds', () => {
    expect(sources.filter((source) => !existsSync(path.join(root, source)))).toEqual([]);
    const config = readFileSync(path.join(root, 'build.config.ts'), 'utf8');
    expect(config).toMatch(new RegExp(`^ +'?${name}'?: \\{`, 'm'));
    // Pages begin with an index.html beside their script, programs with the file itself.
    if (!output.endsWith('.html')) expect(config).toContain(`entry: '${entry}'`);
    else
      expect(readFileSync(path.join(root, path.dirname(entry), 'index.html'), 'utf8')).toContain(
        path.basename(entry),
      );
  });
});
