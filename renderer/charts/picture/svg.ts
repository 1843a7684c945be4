import { fontFamily, type Picture, type Shape } from './picture.ts';

/** The picture as an SVG file. */
export function toSvg({ width, height, background, shapes }: Picture): string {
  const size = { width, height, viewBox: `0 0 ${round(width)} ${round(height)}` };
  return [
    `<svg${attributes({ xmlns: 'http://www.w3.org/2000/svg', ...size, 'font-family': fontFamily })}>`,
    `<rect${attributes({ width, height, fill: background })}/>`,
    ...shapes.map(element),
    '</svg>',
  ].join('\n');
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (letter) => escapes[letter] ?? '');

/** Tenths of a pixel are finer than anything that is seen. */
const round = (value: number): string => String(Math.round(value * 10) / 10);

const attributes = (values: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(typeof value === 'number' ? round(value) : String(value))}"`)
    .join('');

function element(shape: Shape): string {
  switch (shape.kind) {
    case 'line': {
      const { points, colour, width, opacity } = shape;
      const at = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
      const look = { stroke: colour, 'stroke-width': width, 'stroke-opacity': opacity };
      return `<polyline${attributes({ points: at, fill: 'none', ...look })}/>`;
    }
    case 'text': {
      const { x, y, text, colour, size, anchor, isBold, isUpright } = shape;
      const place = isUpright ? { transform: `translate(${round(x)} ${round(y)}) rotate(-90)` } : { x, y };
      const look = { fill: colour, 'font-size': size, 'font-weight': isBold ? 600 : undefined };
      return `<text${attributes({ ...place, ...look, 'text-anchor': anchor })}>${escaped(text)}</text>`;
    }
    case 'dot': {
      const { x, y, radius, colour, hint } = shape;
      const title = hint === undefined ? '' : `<title>${escaped(hint)}</title>`;
      return `<circle${attributes({ cx: x, cy: y, r: radius, fill: colour })}>${title}</circle>`;
    }
    case 'clipped': {
      const { x, y, width, height } = shape.box;
      // An inner image clips what it holds and moves its origin, which the view box undoes.
      const viewBox = [x, y, width, height].map(round).join(' ');
      return `<svg${attributes({ x, y, width, height, viewBox })}>${shape.shapes.map(element).join('')}</svg>`;
    }
  }
}
