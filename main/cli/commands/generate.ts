import { basename, extname, join } from 'node:path';
import { defineCommand } from 'citty';
import {
  PictureChoices,
  PictureFormat,
  type PictureLayout,
  pictureFormats,
  Upscaler,
} from '../../contract/faces/picture-export.ts';
import { disclosureNote } from '../../contract/faces/synthetic-mark.ts';
import { type LatentOrigin, LatentRecipe } from '../../contract/latents/recipe.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { ProgressMeter } from '../../studio/jobs/progress-meter.ts';
import { faceCorner } from '../../studio/pictures/contact-sheet.ts';
import { type FileChoices, type OutgoingFace, sheetPlanOf } from '../../studio/pictures/picture-files.ts';
import { squareColumns } from '../../studio/pictures/picture-grid.ts';
import {
  type Following,
  namesInZip,
  sheetOfFaces,
  writePictures,
  zipOfFaces,
} from '../../studio/pictures/write-pictures.ts';
import { TargetFolder } from '../../studio/target-folders/target-folder.ts';
import { userPath, version } from '../app.ts';
import { badInput, choiceOption, commonArgs, numberOption } from '../arguments.ts';
import { findSource } from '../find.ts';
import { interruptible } from '../interruptible.ts';
import { Output } from '../output.ts';
import { inputOf, readLatents } from '../read-latents.ts';
import { withStudio } from '../with-studio.ts';

export const generateCommand = defineCommand({
  meta: { name: 'generate', description: 'Draw new faces as a contact sheet, as files or as a ZIP archive' },
  args: {
    ...commonArgs,
    run: { type: 'string', description: 'id of a run: its newest checkpoint draws', valueHint: 'RUN' },
    model: { type: 'string', description: 'id or name of a model', valueHint: 'MODEL' },
    count: { type: 'string', description: 'how many faces (default: as many as the grid holds, or 100)' },
    seed: { type: 'string', description: 'seed of the latents', default: '42' },
    latents: {
      type: 'string',
      description:
        'draw the vectors of a file instead: CSV, JSON or .npy, one a row; rows are counted from 1',
      valueHint: 'FILE',
    },
    truncation: { type: 'string', description: '0-2: less is more usual faces, and less different ones' },
    out: {
      type: 'string',
      description: 'a picture file for a contact sheet, a .zip file, or a folder for one file each',
      default: 'faces.png',
    },
    format: {
      type: 'string',
      description: `of files in a folder or archive: ${PictureFormat.options.join(' | ')}; a sheet's is that of its name`,
    },
    quality: { type: 'string', description: '1-100, of JPEG, WebP and AVIF', default: '90' },
    scale: { type: 'string', description: 'enlargement, 1-32', default: '1' },
    upscaler: { type: 'string', description: Upscaler.options.join(' | '), default: 'nearest' },
    grid: { type: 'string', description: 'columns x rows of a sheet, such as 10x10' },
    columns: { type: 'string', description: 'columns of a sheet (default: as square as possible)' },
    gap: { type: 'string', description: 'pixels between the faces of a sheet', default: '0' },
    labels: { type: 'boolean', description: 'seed and index, or the row, under each face of a sheet' },
    caption: { type: 'boolean', description: 'a line under a sheet: its faces are synthetic' },
    provenance: {
      type: 'boolean',
      description: 'mark the files as synthetic, for machines to read',
      negativeDescription: `no mark. ${disclosureNote}`,
      default: true,
    },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const seed = numberOption('seed', args.seed, { min: 0, max: 0xffff_ffff, isInteger: true }) ?? 42;
    const asked = gridOf(args.grid, args.columns, args.count);
    const truncation = numberOption('truncation', args.truncation, { min: 0, max: 2 }) ?? 1;
    const { layout, format } = layoutOf(args.out, args.format);
    const chosen: FileChoices = {
      ...PictureChoices.parse({
        layout,
        format,
        quality: numberOption('quality', args.quality, { min: 1, max: 100, isInteger: true }),
        scale: numberOption('scale', args.scale, { min: 1, max: 32, isInteger: true }),
        upscaler: choiceOption('upscaler', args.upscaler, Upscaler.options),
        gap: numberOption('gap', args.gap, { min: 0, max: 256, isInteger: true }),
        hasLabels: args.labels === true,
        hasCaption: args.caption === true,
        isMarked: args.provenance !== false,
      }),
      version,
    };
    const place = userPath(args.out);
    await withStudio(args.library, async (studio, client) => {
      const from = await findSource(client, args.run, args.model);
      const points = args.latents === undefined ? undefined : await readLatents(client, from, args.latents);
      if (points !== undefined && args.count === undefined && points.length > mostFaces)
        throw badInput(
          `${args.latents} has ${points.length} rows; ${mostFaces} faces are drawn at once.`,
          `Give --count ${mostFaces} for the first of them, or part the file.`,
        );
      const { columns, count } =
        points === undefined || args.count !== undefined
          ? asked
          : gridOf(args.grid, args.columns, String(points.length));
      const choices = { ...chosen, columns };
      const origins: LatentOrigin[] =
        points?.slice(0, count) ??
        Array.from({ length: count }, (_, index) => ({ kind: 'seed' as const, seed, index }));
      const faces =
        points === undefined && truncation === 1
          ? await studio.faces.drawOutgoing({ from, seed, count })
          : await studio.faces.drawOutgoingRecipes(
              from,
              origins.map((origin) => LatentRecipe.parse({ origin, truncation })),
              args.latents === undefined || points === undefined
                ? {}
                : { rowOf: rowsOf(basename(args.latents), points.length) },
            );
      const meter = new ProgressMeter('faces');
      const onFace = (done: number) => output.progress('Write', meter.read(done, faces.length));
      const written = await interruptible(
        (signal) => write(faces, choices, place, { signal, onFace }),
        (line) => output.say(line),
      );
      const what = args.latents === undefined ? `seed ${seed}` : args.latents;
      const { placed, ...result } = written;
      const placedFaces = placed.map((place, i) => ({ ...inputOf(origins[i], i), ...place }));
      const source = points === undefined ? { seed } : { latents: args.latents };
      output.result({ ...result, ...source, faces: placedFaces }, [
        `Drew ${faces.length} faces (${what}): ${place}${written.width ? `, ${written.width}×${written.height}` : ''}.`,
        ...(choices.isMarked ? [] : [`They carry no mark. ${disclosureNote}`]),
      ]);
    });
  },
});

const mostFaces = 400;

/** Row `index + 1` of a file of so many. */
const rowsOf = (file: string, of: number) => (index: number) => ({ file, row: index + 1, of });

/** Where each face went, in their order: its file, and its place on a sheet in pixels or its name in an archive. */
interface Written {
  files: string[];
  width?: number;
  height?: number;
  placed: (
    | { file: string }
    | { file: string; left: number; top: number }
    | { file: string; entry: string }
  )[];
}

/** A file that was named is replaced; in a folder nothing is. */
async function write(
  faces: readonly OutgoingFace[],
  choices: FileChoices,
  file: string,
  following: Following,
): Promise<Written> {
  if (choices.layout === 'sheet') {
    const plan = sheetPlanOf(faces, choices);
    const { width, height } = plan;
    await writeFileAtomic(file, await sheetOfFaces(faces, choices, following));
    return { files: [file], width, height, placed: faces.map((_, i) => ({ file, ...faceCorner(plan, i) })) };
  }
  if (choices.layout === 'zip') {
    await writeFileAtomic(file, zipOfFaces(faces, choices, following));
    return { files: [file], placed: namesInZip(faces, choices).map((entry) => ({ file, entry })) };
  }
  const target = await TargetFolder.open(file);
  try {
    const names = await writePictures(target, faces, choices, following);
    return { files: await target.settle(), placed: names.map((name) => ({ file: join(file, name) })) };
  } catch (error) {
    await target.discard();
    throw error;
  }
}

/** What --out asks for by its ending. */
function layoutOf(
  out: string,
  formatText: string | undefined,
): { layout: PictureLayout; format: PictureFormat } {
  const given =
    formatText === undefined ? undefined : choiceOption('format', formatText, PictureFormat.options);
  const ending = extname(out).slice(1).toLowerCase();
  if (ending === '') return { layout: 'files', format: given ?? 'png' };
  if (ending === 'zip') return { layout: 'zip', format: given ?? 'png' };
  const named = PictureFormat.options.find((format) => pictureFormats[format].extensions.includes(ending));
  if (named === undefined) {
    throw badInput(
      `--out may not end in .${ending}.`,
      'End it in .png, .jpg, .webp or .avif for a sheet, in .zip for an archive, or name a folder.',
    );
  }
  if (given !== undefined && given !== named)
    throw badInput(`--format ${given} does not go with ${out}.`, 'Leave --format out.');
  return { layout: 'sheet', format: named };
}

function gridOf(
  grid: string | undefined,
  columnsText: string | undefined,
  countText: string | undefined,
): { columns: number; count: number } {
  const count = numberOption('count', countText, { min: 1, max: mostFaces, isInteger: true });
  const columns = numberOption('columns', columnsText, { min: 1, max: 100, isInteger: true });
  if (grid === undefined) return { columns: columns ?? squareColumns(count ?? 100), count: count ?? 100 };
  if (columns !== undefined) throw badInput('--grid and --columns say the same.', 'Leave one of them out.');
  const [, across, down] = (/^(\d{1,3})x(\d{1,3})$/.exec(grid) ?? []).map(Number);
  const places = across * down;
  if (!(places >= 1 && places <= mostFaces && across <= 100))
    throw badInput(`--grid ${grid} is not allowed.`, 'Give columns x rows, such as 10x10; at most 400.');
  if (count !== undefined && count > places) {
    throw badInput(`${count} faces do not fit a grid of ${grid}.`, 'Leave --count out, or enlarge the grid.');
  }
  return { columns: across, count: count ?? places };
}
