import { defineCommand } from 'citty';
import { encodeGrid, squareColumns } from '../../studio/faces/picture-grid.ts';
import { writeFileAtomic } from '../../studio/library/atomic-file.ts';
import { userPath } from '../app.ts';
import { badInput, commonArgs, numberOption } from '../arguments.ts';
import { findSource } from '../find.ts';
import { Output } from '../output.ts';
import { withStudio } from '../with-studio.ts';

export const generateCommand = defineCommand({
  meta: { name: 'generate', description: 'Draw new faces as one grid picture' },
  args: {
    ...commonArgs,
    run: { type: 'string', description: 'id of a run: its newest checkpoint draws', valueHint: 'RUN' },
    model: { type: 'string', description: 'id or name of a model', valueHint: 'MODEL' },
    count: { type: 'string', description: 'how many faces (default: as many as the grid holds, or 100)' },
    grid: { type: 'string', description: 'columns x rows, such as 10x10' },
    seed: { type: 'string', description: 'seed of the latents', default: '42' },
    scale: { type: 'string', description: 'enlargement by whole pixels', default: '1' },
    out: { type: 'string', description: 'PNG file to write', default: 'faces.png' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const seed = numberOption('seed', args.seed, { min: 0, max: 0xffff_ffff, isInteger: true }) ?? 42;
    const scale = numberOption('scale', args.scale, { min: 1, max: 16, isInteger: true }) ?? 1;
    const { columns, count } = layout(args.grid, args.count);
    if (!args.out.toLowerCase().endsWith('.png'))
      throw badInput('--out must end in .png.', 'Only PNG is written so far.');
    const file = userPath(args.out);
    await withStudio(args.library, async (studio, client) => {
      const from = await findSource(client, args.run, args.model);
      const pixels = await studio.faces.draw({ from, seed, count });
      const { png, width, height } = await encodeGrid(pixels, columns, scale);
      await writeFileAtomic(file, png);
      output.result({ files: [file], width, height, seed }, [
        `Drew ${count} faces (seed ${seed}): ${file}, ${width}×${height}.`,
      ]);
    });
  },
});

function layout(grid: string | undefined, countText: string | undefined): { columns: number; count: number } {
  const count = numberOption('count', countText, { min: 1, max: 400, isInteger: true });
  if (grid === undefined) return { columns: squareColumns(count ?? 100), count: count ?? 100 };
  const [, columns, rows] = (/^(\d{1,3})x(\d{1,3})$/.exec(grid) ?? []).map(Number);
  const places = columns * rows;
  if (!(places >= 1 && places <= 400))
    throw badInput(`--grid ${grid} is not allowed.`, 'Give columns x rows, such as 10x10; at most 400.');
  if (count !== undefined && count > places) {
    throw badInput(`${count} faces do not fit a grid of ${grid}.`, 'Leave --count out, or enlarge the grid.');
  }
  return { columns, count: count ?? places };
}
