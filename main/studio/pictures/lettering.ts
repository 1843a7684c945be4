import letters from './letters.json' with { type: 'json' };

/** Width of a line in pixels at a font size in pixels. */
export const textWidth = (text: string, size: number): number =>
  (shapesOf(text).reduce((sum, { width }) => sum + width, 0) * size) / 1000;

/**
 * Lines of text as SVG outlines, so that they look alike on machines without fonts. `letters.json` holds the printable
 * ASCII letters of Inter Medium (SIL Open Font License, renderer/theme/fonts/LICENSE.txt) in thousandths of an em.
 */
const shapes = new Map(Object.entries(letters));
const unknown = letters['?'];
const shapesOf = (text: string) => [...text].map((letter) => shapes.get(letter) ?? unknown);

/** An SVG group of a line that is centred on `x`; it is set smaller where it would be wider than `room`. */
export function textOutline(
  text: string,
  {
    x,
    baseline,
    size,
    room,
    colour,
  }: { x: number; baseline: number; size: number; room: number; colour: string },
): string {
  const fitted = Math.min(size, (size * room) / Math.max(1, textWidth(text, size)));
  let pen = 0;
  const paths = shapesOf(text).map(({ width, path }) => {
    const placed = `<path transform="translate(${pen} 0)" d="${path}"/>`;
    pen += width;
    return placed;
  });
  const left = x - textWidth(text, fitted) / 2;
  return `<g fill="${colour}" transform="translate(${left} ${baseline}) scale(${fitted / 1000})">${paths.join('')}</g>`;
}
