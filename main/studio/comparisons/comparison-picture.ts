import sharp from 'sharp';
import type { ComparedSubject, Comparison, Sheet } from '../../contract/compare/compare.ts';
import { xmpPacket } from '../../contract/faces/synthetic-mark.ts';
import { isMeasured, metricCatalogue } from '../../contract/scores/scores.ts';
import type { Sheets } from './sheets.ts';

/** A comparison with what each subject drew; nothing where it cannot draw. */
export interface DrawnComparison {
  comparison: Comparison;
  sheets: readonly (Sheet | undefined)[];
  seed: number;
  /** Version of Faceloom, for the mark of synthetic pictures. */
  version: string;
}

const margin = 20;
const titleHeight = 34;
const labelWidth = 230;
const gap = 2;
const rowGap = 14;
/** Faces in a line, and their side in pixels. */
const lineLength = 16;
const leastSide = 64;
const mostSide = 256;

const colours = { desk: '#131417', text: '#e6e6e9', dim: '#a0a0a9' };

/** Letters of a label before it is cut. */
const mostLetters = 30;

interface Piece {
  input: Buffer;
  /** Of pixels without a format. */
  raw?: { width: number; height: number; channels: 3 };
  left: number;
  top: number;
}

/** One PNG: a row for each subject with its name at the left, the same latent in each column. */
export async function comparisonPicture(
  { comparison: { subjects }, sheets, seed, version }: DrawnComparison,
  store: Sheets,
): Promise<Buffer> {
  const side = Math.min(mostSide, Math.max(leastSide, ...subjects.map(({ resolution }) => resolution)));
  const count = Math.max(1, ...sheets.map((sheet) => sheet?.count ?? 0));
  const columns = Math.min(lineLength, count);
  const rowHeight = Math.ceil(count / columns) * (side + gap) - gap;
  const width = 2 * margin + labelWidth + columns * (side + gap) - gap;
  const height = 2 * margin + titleHeight + subjects.length * (rowHeight + rowGap) - rowGap;
  const title = `${count} latents of seed ${seed}, the same in each row`;
  const pieces: Piece[] = [await line(title, { left: margin, top: margin, colour: colours.dim })];
  for (const [index, subject] of subjects.entries()) {
    const top = margin + titleHeight + index * (rowHeight + rowGap);
    pieces.push(...(await describeSubject(subject, top)));
    const sheet = sheets[index];
    const faces = sheet === undefined ? [] : await store.faces(sheet, side);
    faces.forEach((input, face) => {
      const left = margin + labelWidth + (face % columns) * (side + gap);
      const raw = { width: side, height: side, channels: 3 } as const;
      pieces.push({ input, raw, left, top: top + Math.floor(face / columns) * (side + gap) });
    });
  }
  const origins = subjects.flatMap(({ name }, index) =>
    Array.from({ length: sheets[index]?.count ?? 0 }, (_, face) => ({
      modelName: name,
      latent: { seed, index: face },
    })),
  );
  return sharp({ create: { width, height, channels: 3, background: colours.desk } })
    .composite(pieces)
    .withXmp(xmpPacket({ version, origins }))
    .png()
    .toBuffer();
}

async function describeSubject(subject: ComparedSubject, top: number): Promise<Piece[]> {
  const { label, nimg, preset, resolution, scores, cannotDraw } = subject;
  const { kid } = scores;
  const shown = nimg > 0 ? [`${(nimg / 1000).toFixed(1)} kimg`] : [];
  const score = kid && isMeasured(kid) ? `KID ${kid.value.toFixed(metricCatalogue.kid.digits)}` : '';
  const details = [[preset ?? 'imported', `${resolution} px`, ...shown].join(' · '), cannotDraw ?? score];
  return Promise.all([
    line(shorten(label), { left: margin, top, colour: colours.text, isBold: true }),
    ...details
      .filter((detail) => detail !== '')
      .map((detail, row) =>
        line(shorten(detail), { left: margin, top: top + 20 + 17 * row, colour: colours.dim }),
      ),
  ]);
}

/** What fits beside the faces. */
function shorten(text: string): string {
  const letters = [...text.replaceAll(/\s+/g, ' ')];
  return letters.length > mostLetters ? `${letters.slice(0, mostLetters - 1).join('')}…` : letters.join('');
}

/** A line of text in the system's font. */
async function line(
  text: string,
  { left, top, colour, isBold = false }: { left: number; top: number; colour: string; isBold?: boolean },
): Promise<Piece> {
  const markup = `<span foreground="${colour}"${isBold ? ' weight="600"' : ''}>${escapeMarkup(text)}</span>`;
  const input = await sharp({ text: { text: markup, font: 'sans-serif 9', dpi: 96, rgba: true } })
    .png()
    .toBuffer();
  return { input, left, top };
}

/** Labels are Pango markup. */
const escapeMarkup = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
