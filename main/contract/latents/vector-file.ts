import { z } from 'zod';
import { StudioError } from '../errors.ts';
import { decodeNpy } from './npy.ts';
import { VectorPoint } from './recipe.ts';
import type { LatentSpace } from './space.ts';

/** Larger files hold no latents that anyone draws at once. */
export const vectorFileLimits = { bytes: 32 * 1024 * 1024, vectors: 10_000 } as const;

/** What this program writes: vectors that the stages take as they are say so. */
const Written = z.object({ space: z.enum(['z', 'w']), values: z.array(z.unknown()) });

/**
 * Latents out of a file or a pasted text: NumPy's `.npy`, JSON (a list of numbers, a list of lists, or what
 * `formatVector` writes), or CSV (a vector a line; commas, semicolons, tabs or spaces). Every vector must fit the
 * generator. Throws INVALID_INPUT with what is wrong and where.
 */
export function parseVectors(content: Uint8Array | string, space: LatentSpace): VectorPoint[] {
  const size = typeof content === 'string' ? content.length : content.byteLength;
  if (size > vectorFileLimits.bytes)
    throw bad(`The file is larger than ${vectorFileLimits.bytes / 1024 ** 2} MB.`, 'Give fewer vectors.');
  const npy = typeof content === 'string' ? undefined : decodeNpy(content);
  if (npy !== undefined) return toPoints(npy, space, 'z');
  const text = typeof content === 'string' ? content : decodeText(content);
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') throw bad('There is nothing in it.', howTo(space));
  return /^[[{]/.test(trimmed) ? parseJson(trimmed, space) : toPoints(parseCsv(trimmed), space, 'z');
}

/** A vector as `parseVectors` reads it: a plain list for z, an object with `space` for w. */
export const formatVector = ({ space, values }: VectorPoint): string =>
  JSON.stringify(space === 'z' ? values : { space, values });

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw bad('The file is neither text nor an .npy file.', 'Give CSV, JSON or .npy.', cause);
  }
}

function parseJson(text: string, space: LatentSpace): VectorPoint[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw bad('It looks like JSON, but cannot be read as such.', howTo(space), cause);
  }
  const written = Written.safeParse(parsed);
  if (written.success) return toPoints([written.data.values], space, written.data.space);
  if (!Array.isArray(parsed)) throw bad('The JSON is not a list of numbers.', howTo(space));
  const rows: unknown[] = parsed;
  return toPoints(rows.every(Array.isArray) ? (rows as unknown[][]) : [rows], space, 'z');
}

/** A first line of names, such as `z0,z1,…`, is passed over. */
function parseCsv(text: string): unknown[][] {
  const rows = text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s*[,;\t]\s*|\s+/));
  const isHeading =
    rows.length > 1 && rows[0].every((cell) => /^[A-Za-z_][\w .-]*$/.test(cell) && !/^nan$|^inf/i.test(cell));
  return rows.slice(isHeading ? 1 : 0).map((row) => row.map(toNumber));
}

/** Text that is not a number is kept as text, so that the error can quote it. */
const toNumber = (cell: string): unknown =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : cell;

function toPoints(rows: readonly ArrayLike<unknown>[], space: LatentSpace, of: 'z' | 'w'): VectorPoint[] {
  if (rows.length === 0) throw bad('There is no vector in it.', howTo(space));
  if (rows.length > vectorFileLimits.vectors) {
    throw bad(
      `There are ${rows.length} vectors in it.`,
      `Give at most ${vectorFileLimits.vectors.toLocaleString('en')} at once.`,
    );
  }
  const { latentSize, stages } = space;
  return rows.map((row, i) => {
    const which = rows.length === 1 ? 'The vector' : `Vector ${i + 1}`;
    if (row.length !== latentSize && row.length !== latentSize * stages.length)
      throw bad(`${which} has ${row.length} numbers; this generator takes ${latentSize}.`, howTo(space));
    const values = Array.from(row);
    const broken = values.findIndex(
      (value) => !Number.isFinite(Math.fround(Number(value))) || typeof value !== 'number',
    );
    if (broken !== -1) {
      const shown = String(values[broken]).slice(0, 20);
      throw bad(
        `${which} has “${shown}” as number ${broken + 1}, which is not a finite number.`,
        'Give numbers only; those of N(0, 1) give usual faces.',
      );
    }
    return VectorPoint.parse({ kind: 'vector', values, space: of });
  });
}

const howTo = ({ latentSize, stages }: LatentSpace): string =>
  stages.length === 1
    ? `Give ${latentSize} numbers a vector.`
    : `Give ${latentSize} numbers a vector, or ${latentSize * stages.length}: ${latentSize} for each of the ${stages.length} stages.`;

const bad = (message: string, next: string, cause?: unknown) =>
  new StudioError('INVALID_INPUT', message, { next }, { cause });
