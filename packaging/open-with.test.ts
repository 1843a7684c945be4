import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { formatCatalogue } from '../main/contract/models/model-files.ts';
import { offeredEndings } from '../main/desktop/dialogs.ts';
import { claimsArchive, claimsPicture } from '../main/studio/datasets/sources/file-kinds.ts';

const root = path.dirname(import.meta.dirname);
const Association = z.object({
  name: z.string(),
  ext: z.array(z.string()),
  role: z.string(),
  rank: z.string(),
});
const { mac, linux, nsis } = z
  .object({
    mac: z.object({ fileAssociations: z.array(Association) }),
    linux: z.object({
      executableArgs: z.array(z.string()),
      mimeTypes: z.array(z.string()),
      fileAssociations: z.array(z.object({ ext: z.string(), mimeType: z.string() })),
    }),
    nsis: z.object({ include: z.string() }),
  })
  .parse(parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8')));

const isModel = (name: string) => Object.values(formatCatalogue).some(({ sign }) => sign.test(name));
const kinds: Record<string, (name: string) => boolean> = {
  Photo: claimsPicture,
  Archive: claimsArchive,
  Model: isModel,
};
const offered = mac.fileAssociations.flatMap(({ ext }) => ext);

test.each(mac.fileAssociations)('$name: what is offered is what an import takes for it', ({ name, ext }) => {
  expect(ext.filter((ending) => !kinds[name]?.(`file.${ending}`))).toEqual([]);
});

test('the dialogs of the program offer the same endings', () => {
  expect(Object.fromEntries(mac.fileAssociations.map(({ name, ext }) => [name, ext]))).toEqual(
    offeredEndings,
  );
});

test('nothing takes files away from the programs that open them', () => {
  expect(mac.fileAssociations.map(({ role, rank }) => `${role} ${rank}`)).toEqual(
    mac.fileAssociations.map(() => 'Viewer Alternate'),
  );
  expect(linux.mimeTypes).not.toContain('inode/directory');
  const script = readFileSync(path.resolve(root, 'assets', nsis.include), 'utf8');
  // Every key that is written or removed is the program's own.
  const keys = [...script.matchAll(/^\s*(?:Write|Delete)Reg\w+ SHELL_CONTEXT "([^"]+)"/gm)].map(
    ([, key]) => key,
  );
  expect(keys.length).toBeGreaterThan(3);
  expect(keys.filter((key) => !key?.includes('{OPEN_WITH_KEY}') === true)).toEqual([]);
});

test('Windows offers the same endings', () => {
  const script = readFileSync(path.resolve(root, 'assets', nsis.include), 'utf8');
  const endings = [...script.matchAll(/insertmacro openWith "\.(\w+)"/g)].map(([, ending]) => ending);
  expect(endings).toEqual(offered);
});

test('Linux hands over paths, and gives models a type where the system has none', () => {
  expect(linux.executableArgs).toEqual(['%F']);
  for (const { ext } of linux.fileAssociations) expect(offered).toContain(ext);
  for (const { ext } of linux.fileAssociations) expect(isModel(`file.${ext}`)).toBe(true);
});
