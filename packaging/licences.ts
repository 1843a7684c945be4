import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

/** A work that a package carries, and the terms it is given under. */
export interface LicensedWork {
  name: string;
  version: string;
  /** Name of the licence, as its author gives it. */
  licence: string;
  text: string;
}

const PackageJson = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
});

const StandardLicence = z.object({ licenseText: z.string() });
const require = createRequire(import.meta.url);

/** What Vite writes about the packages that are inside the page (`build.license`). */
export const BundledWorks = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    identifier: z.string().nullish(),
    text: z.string().nullish(),
  }),
);

/** Files in which authors put their terms. */
const termsFile = /^(licen[cs]e|copying|notice|third.?party)/i;

/**
 * Reads the terms of one npm package from its folder. Where the package holds no such file, the standard text of the
 * licence that it names stands in, with the author's name and the package's own notes.
 */
export async function readTerms(packageDir: string): Promise<LicensedWork> {
  const manifest = PackageJson.parse(
    JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8')),
  );
  const { name, version, author, license: licence } = manifest;
  const texts = await readMatching(packageDir, termsFile);
  if (texts.length === 0) {
    const by = typeof author === 'object' ? author.name : author;
    texts.push(`Copyright ${by ?? `the authors of ${name}`}`, ...standardTexts(licence));
    texts.push(...(await readMatching(packageDir, /^readme/i)));
  }
  return { name, version, licence, text: texts.join('\n\n') };
}

async function readMatching(dir: string, pattern: RegExp): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && pattern.test(entry.name)).map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readFile(path.join(dir, name), 'utf8')));
}

/** The texts that an SPDX expression such as "Apache-2.0 AND MIT" names. */
function standardTexts(expression: string): string[] {
  const ids = expression
    .split(/[()\s]+|\b(?:AND|OR)\b/)
    .filter((id) => id !== '' && id !== 'AND' && id !== 'OR');
  return ids.map((id) => {
    const { licenseText } = StandardLicence.parse(require(`spdx-license-list/licenses/${id}`));
    return licenseText;
  });
}

/** One text with the terms of every work, sorted by name; works with the same terms keep texts of their own. */
export function writeLicences(works: readonly LicensedWork[]): string {
  const line = '='.repeat(80);
  const byName = new Map(works.map((work) => [`${work.name} ${work.version}`, work]));
  const sections = [...byName]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([title, { licence, text }]) => `${line}\n${title} (${licence})\n${line}\n\n${text.trim()}\n`);
  const head =
    'Faceloom is made of the works below, each under its own terms. Those of Electron and Chromium are in the files\n' +
    'LICENSE.electron.txt and LICENSES.chromium.html beside the program.\n';
  return `${[head, ...sections].join('\n')}`;
}
