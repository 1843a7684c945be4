import { copyFile, glob, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nodeFileTrace } from '@vercel/nft';
import { z } from 'zod';
import { builtFiles, nativeImages, neverReached, openedByPath, programs } from './shipped-files.ts';

export interface StageOptions {
  /** The checkout, with its built programs in dist/. */
  projectDir: string;
  /** A checkout's node_modules for the target's system; the project's own where both are the same system. */
  modulesDir: string;
  /** Folder to make: what the archive of the package will hold. */
  appDir: string;
  /** System and processor of the package, as sharp's packages name them: `linux-x64`. */
  target: string;
}

/**
 * Lays out what the archive of a package holds: the built programs, of each npm package the files that the programs
 * import or open, and a package.json without dependencies. Returns the npm packages that are in it. About 10 s.
 */
export async function stageApp({ projectDir, modulesDir, appDir, target }: StageOptions): Promise<string[]> {
  await rm(appDir, { recursive: true, force: true });
  await mkdir(appDir, { recursive: true });
  const manifest = ProjectManifest.parse(
    JSON.parse(await readFile(path.join(projectDir, 'package.json'), 'utf8')),
  );
  await writeFile(path.join(appDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

  const built = await files(projectDir, builtFiles.wanted, builtFiles.unwanted);
  const modules = await moduleFiles(projectDir, modulesDir, target);
  for (const file of built) await place(path.join(projectDir, file), path.join(appDir, file));
  for (const file of modules)
    await place(path.join(modulesDir, file), path.join(appDir, 'node_modules', file));
  return [...new Set(modules.map(packageOf))].sort();
}

const ProjectManifest = z.object({
  name: z.string(),
  productName: z.string(),
  desktopName: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  author: z.string(),
  type: z.string(),
  main: z.string(),
});

/** Paths below node_modules that the programs need on the target. */
async function moduleFiles(projectDir: string, modulesDir: string, target: string): Promise<string[]> {
  const { fileList } = await nodeFileTrace(
    programs.map((program) => path.join(projectDir, program)),
    { base: projectDir, ignore: [...neverReached] },
  );
  const prefix = `node_modules${path.sep}`;
  const isOfThisSystem = (file: string) => file.startsWith(path.join('@img', 'sharp-'));
  const traced = [...fileList]
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length))
    .filter((file) => !isOfThisSystem(file));
  const opened = Object.entries(openedByPath).flatMap(([name, patterns]) =>
    patterns.map((pattern) => `${name}/${pattern}`),
  );
  const native = nativeImages(target).flatMap((name) => [`${name}/*.{json,cjs}`, `${name}/lib/*`]);
  return [
    ...new Set([...traced, ...(await files(modulesDir, [...opened, ...native], ['**/*.{h,d.ts,md}']))]),
  ].sort();
}

async function files(
  cwd: string,
  patterns: readonly string[],
  exclude: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  const entries = glob([...patterns], { cwd, exclude: [...exclude], withFileTypes: true });
  for await (const entry of entries)
    if (entry.isFile()) found.push(path.relative(cwd, path.join(entry.parentPath, entry.name)));
  return found;
}

/** A second name for the file where the disk allows it, since nothing here is changed in place. */
async function place(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await link(from, to).catch(() => copyFile(from, to));
}

/** The package that a path below node_modules belongs to, the innermost where packages are nested. */
function packageOf(file: string): string {
  const parts = file.split(path.sep);
  const start = parts.lastIndexOf('node_modules') + 1;
  const end = start + (parts[start]?.startsWith('@') ? 2 : 1);
  return parts.slice(0, end).join('/');
}
