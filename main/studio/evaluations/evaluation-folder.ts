import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { Evaluation, type EvaluationPicture } from '../../contract/models/evaluation.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { errorCode } from '../../disk/disk-error.ts';
import { isMissing, namesIn } from '../../disk/if-there.ts';
import { syncFolder } from '../../disk/sync-folder.ts';
import { temporaryPrefix } from '../../protocol/checkpoint-files.ts';
import type { Message } from '../../protocol/messages.ts';
import type { LibraryPaths } from '../library/paths.ts';
import { removeFolder } from '../library/remove-folder.ts';
import { encodeGrid } from '../pictures/picture-grid.ts';

/** Writes what was measured beside its model or run; whole or not at all. */
export async function writeEvaluation(
  paths: LibraryPaths,
  evaluation: Evaluation,
  pictures: Message<'evaluated'>['pictures'],
): Promise<void> {
  const { from, id } = evaluation;
  const temporary = join(sweptFolder(paths, from), temporaryPrefix + id);
  const folder = paths.evaluationDir(from, id);
  try {
    await mkdir(temporary, { recursive: true });
    for (const { name, columns, groupColumns, pixels } of pictures) {
      const scale = Math.max(1, Math.round(leastSide / pixels.size));
      const groups = groupColumns === undefined ? undefined : { columns: groupColumns, gap };
      const { png } = await encodeGrid(pixels, columns, scale, groups);
      await writeFileAtomic(join(temporary, `${name}.png`), png);
    }
    await writeFileAtomic(join(temporary, fileName), JSON.stringify(evaluation, null, 2));
    await makeBesideOwner(dirname(folder));
    await rename(temporary, folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Removes what was measured: whole, or not at all. `forget` is called once it is out of the way. */
export const removeEvaluation = (
  paths: LibraryPaths,
  { from, id }: Pick<Evaluation, 'from' | 'id'>,
  forget: () => void,
): Promise<void> => removeFolder(paths.evaluationDir(from, id), forget, sweptFolder(paths, from));

/** What is half-made or half-removed there, should this process die, is swept when the library is opened. */
const sweptFolder = (paths: LibraryPaths, { kind }: Evaluation['from']): string =>
  kind === 'model' ? paths.models : paths.runs;

const fileName = 'evaluation.json';
/** Pictures are stored at least this large, so that a browser shows crisp pixels; and gaps between groups. */
const leastSide = 64;
const gap = 6;

/** Makes a folder in that of a model or run, which may have been removed meanwhile. */
async function makeBesideOwner(dir: string): Promise<void> {
  try {
    await mkdir(dir);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new StudioError('EVALUATION_NOT_FOUND', 'What was measured has been removed meanwhile.', {
      next: 'Choose another model or run.',
      subject: dir,
    });
  }
}

/** Everything that was measured, newest first. */
export async function readEvaluations(paths: LibraryPaths): Promise<Evaluation[]> {
  const owners = await Promise.all(
    [paths.models, paths.runs].map(async (root) => (await wholeIn(root)).map((name) => join(root, name))),
  );
  const folders = await Promise.all(
    owners.flat().map(async (owner) => {
      const dir = join(owner, 'evaluations');
      return (await wholeIn(dir)).map((name) => join(dir, name));
    }),
  );
  const found = await Promise.all(folders.flat().map((folder) => readOne(join(folder, fileName))));
  return found.flat().sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

export const readPicture = (
  paths: LibraryPaths,
  { from, id }: Evaluation,
  name: EvaluationPicture,
): Promise<Buffer> => readFile(join(paths.evaluationDir(from, id), `${name}.png`));

/** A file that is missing, cut off or of a newer Faceloom is left out. */
async function readOne(file: string): Promise<Evaluation[]> {
  try {
    const parsed = Evaluation.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? [parsed.data] : [];
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Owners and evaluations that are written now, or are being removed, are left out. */
const wholeIn = async (dir: string) =>
  (await namesIn(dir)).filter((name) => !name.startsWith(temporaryPrefix));
