import type { Sharp } from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import type { PictureChoices } from '../../contract/faces/picture-export.ts';
import { fromPixels } from './encode-picture.ts';
import { textOutline } from './lettering.ts';
import { squareColumns } from './picture-grid.ts';
import type { Pixels } from './pixels.ts';

/** Where everything of a contact sheet stands, in pixels. */
export interface SheetPlan {
  columns: number;
  rows: number;
  /** Side of a face. */
  side: number;
  gap: number;
  /** Room under each row of faces for their labels, and under all for the caption. */
  labelHeight: number;
  captionHeight: number;
  width: number;
  height: number;
}

/** Plans a sheet of so many faces; one that would be too large is INVALID_INPUT. */
export function planSheet(
  count: number,
  side: number,
  {
    columns: wanted,
    gap,
    hasLabels,
    hasCaption,
  }: Pick<PictureChoices, 'columns' | 'gap' | 'hasLabels' | 'hasCaption'>,
): SheetPlan {
  const columns = Math.min(count, wanted ?? squareColumns(count));
  const rows = Math.ceil(count / columns);
  const labelHeight = hasLabels ? Math.round(1.6 * labelSize(side)) : 0;
  const width = columns * side + (columns + 1) * gap;
  const captionHeight = hasCaption ? Math.round(2 * captionSize(width)) : 0;
  const height = rows * (side + labelHeight) + (rows + 1) * gap + captionHeight;
  if (Math.max(width, height) > maximumSide || width * height > maximumPixels) {
    throw new StudioError('INVALID_INPUT', `The sheet would be ${width}×${height} pixels.`, {
      next: `Choose fewer faces, other columns or a smaller size: at most ${maximumSide} pixels a side and ${maximumPixels / 1e6} million in all.`,
    });
  }
  return { columns, rows, side, gap, labelHeight, captionHeight, width, height };
}

/** WebP's limit, which few viewers go beyond either. */
const maximumSide = 16_383;
/** A sheet is held in memory, three bytes for each pixel. */
const maximumPixels = 64_000_000;

/** Top left corner of a face, counted from 0. */
export const faceCorner = (
  { columns, side, gap, labelHeight }: Pick<SheetPlan, 'columns' | 'side' | 'gap' | 'labelHeight'>,
  index: number,
): { left: number; top: number } => ({
  left: gap + (index % columns) * (side + gap),
  top: gap + Math.floor(index / columns) * (side + labelHeight + gap),
});

/** Faces on black, those that are smaller than others in the middle of their place, with what is written under them. */
export async function drawSheet(
  plan: SheetPlan,
  faces: AsyncIterable<Pixels>,
  labels: readonly string[],
): Promise<Sharp> {
  const { width, height } = plan;
  const data = new Uint8Array(width * height * 3);
  let index = 0;
  for await (const face of faces) {
    const { left, top } = faceCorner(plan, index++);
    blit(data, width, face, {
      left: left + Math.floor((plan.side - face.width) / 2),
      top: top + Math.floor((plan.side - face.height) / 2),
    });
  }
  const sheet = fromPixels({ data, width, height, channels: 3 });
  const written = lettering(plan, labels);
  return written.length === 0 ? sheet : sheet.composite(written);
}

const captionText = 'Synthetic faces, drawn by a generative adversarial network';
const labelColour = '#c4c4c8';

/** A strip of outlines for each row of labels, and one for the caption: a drawing as large as the sheet would take its memory twice. */
function lettering(plan: SheetPlan, labels: readonly string[]) {
  const { columns, rows, side, labelHeight, captionHeight, width, height } = plan;
  const strips: { input: Buffer; left: number; top: number }[] = [];
  const strip = (top: number, stripHeight: number, outlines: readonly string[]) =>
    strips.push({
      input: Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${stripHeight}">${outlines.join('')}</svg>`,
      ),
      left: 0,
      top,
    });
  if (labelHeight > 0) {
    const size = labelSize(side);
    for (let row = 0; row < rows; row++) {
      const inRow = labels.slice(row * columns, (row + 1) * columns);
      const outlines = inRow.map((label, column) =>
        textOutline(label, {
          x: faceCorner(plan, column).left + side / 2,
          baseline: 1.15 * size,
          size,
          room: side,
          colour: labelColour,
        }),
      );
      strip(faceCorner(plan, row * columns).top + side, labelHeight, outlines);
    }
  }
  if (captionHeight > 0) {
    const size = captionSize(width);
    const outline = textOutline(captionText, {
      x: width / 2,
      baseline: 1.3 * size,
      size,
      room: width - size,
      colour: labelColour,
    });
    strip(height - captionHeight, captionHeight, [outline]);
  }
  return strips;
}

/** Font sizes in pixels: readable under small faces, unobtrusive under large ones. */
const labelSize = (side: number) => Math.min(24, Math.max(9, side / 10));
const captionSize = (width: number) => Math.min(28, Math.max(10, width / 50));

function blit(
  sheet: Uint8Array,
  sheetWidth: number,
  { data, width, height, channels }: Pixels,
  { left, top }: { left: number; top: number },
): void {
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * sheetWidth + left) * 3;
    const from = y * width * channels;
    if (channels === 3) sheet.set(data.subarray(from, from + width * 3), start);
    else for (let x = 0; x < width; x++) sheet.fill(data[from + x], start + 3 * x, start + 3 * x + 3);
  }
}
