import type { Face } from '../../../../main/contract/faces/faces.ts';
import { PictureChoices, pictureFormats } from '../../../../main/contract/faces/picture-export.ts';
import { formatCount, formatQuantity } from '../../../format.ts';

/** What the form holds: everything, also what only a sheet asks for. */
export type FormChoices = PictureChoices & { columns: number };

const scales = [1, 2, 4, 8, 16, 32];
/** Larger faces than this have no detail to show. */
const largestSide = 2048;
/** A browser asks for leave to download several files at once; an archive needs none. */
const filesOfBrowser = 4;

/** What the form begins with. */
export const firstChoices = (count: number, isDesktop: boolean): FormChoices => ({
  ...PictureChoices.parse({ layout: isDesktop || count <= filesOfBrowser ? 'files' : 'zip' }),
  columns: Math.min(100, Math.ceil(Math.sqrt(count))),
});

const sidesOf = (faces: readonly Face[]) => [...new Set(faces.map(({ size }) => size))];

/** Sizes to choose from by their scale: in pixels where all faces are of one size, as factors otherwise. */
export function sizesOf(faces: readonly Face[]): { value: string; label: string }[] {
  const sides = sidesOf(faces);
  const largest = Math.max(...sides);
  return scales
    .filter((scale) => scale === 1 || largest * scale <= largestSide)
    .map((scale) => ({
      value: String(scale),
      label:
        sides.length > 1
          ? `× ${scale}`
          : `${largest * scale} × ${largest * scale} px${scale === 1 ? '' : ` (× ${scale})`}`,
    }));
}

/** What an export would write, in a few words. */
export function describeOutcome(faces: readonly Face[], choices: FormChoices): string {
  const { layout, format, scale, columns, gap } = choices;
  const { title } = pictureFormats[format];
  const files = formatQuantity(faces.length, `${title} file`);
  if (layout === 'files') return files;
  if (layout === 'zip') return `One archive of ${files}`;
  const across = Math.min(columns, faces.length);
  const rows = Math.ceil(faces.length / across);
  const side = Math.max(...sidesOf(faces)) * scale;
  const lengthOf = (places: number) => formatCount(places * side + (places + 1) * gap);
  return `One ${title} file, ${across} × ${rows} faces, about ${lengthOf(across)} × ${lengthOf(rows)} px`;
}
