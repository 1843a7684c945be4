import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GeneratorRef } from '../../../contract/generators.ts';
import { ModelExport } from '../../../contract/models/model-files.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import { isMissing, namesIn } from '../../../disk/if-there.ts';
import type { LibraryPaths } from '../../library/paths.ts';

/** Keeps what is known of an export, and its comparison, beside the model or run. */
export async function writeRecord(
  paths: LibraryPaths,
  exported: ModelExport,
  comparison: Buffer,
): Promise<void> {
  const { from, id } = exported;
  await mkdir(dirname(paths.exportFile(from, id, 'json')), { recursive: true });
  await writeFileAtomic(paths.exportFile(from, id, 'png'), comparison);
  await writeFileAtomic(paths.exportFile(from, id, 'json'), JSON.stringify(exported, null, 2));
}

/** Newest first; of one model or run when `from` names it. */
export async function readRecords(paths: LibraryPaths, from?: GeneratorRef): Promise<ModelExport[]> {
  const owners =
    from === undefined
      ? (
          await Promise.all(
            (['model', 'run'] as const).map(async (kind) =>
              (await namesIn(kind === 'model' ? paths.models : paths.runs)).map((id) => ({ kind, id })),
            ),
          )
        ).flat()
      : [from];
  const found = await Promise.all(
    owners.map(async (owner) => {
      const dir = paths.exportsDir(owner);
      const files = (await namesIn(dir)).filter((name) => name.endsWith('.json'));
      return Promise.all(files.map((name) => readOne(join(dir, name))));
    }),
  );
  return found.flat(2).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** A file that is damaged or of a newer Faceloom is left out. */
async function readOne(file: string): Promise<ModelExport[]> {
  try {
    const parsed = ModelExport.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? [parsed.data] : [];
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return [];
    throw error;
  }
}
