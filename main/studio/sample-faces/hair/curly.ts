import { edgeAt, skullArc } from '../head.ts';
import { at, type Point, scallops } from '../path.ts';
import type { Prng } from '../prng.ts';
import { roundHairline } from './cap.ts';
import { behind, type HairDrawing, lines, over } from './layer.ts';

/** Short curls. */
export const curlyTop: HairDrawing = ({ head, traits, detail }) => {
  const out = 9 + traits.hairVolume * 8;
  const arc = skullArc(head, 8, 172, (d) => 3 + (out - 3) * Math.sin((d * Math.PI) / 180) ** 0.6, 12);
  const right = head.width + 2;
  const outer: Point[] = [[right, 2], ...arc, [-right, 2]];
  return [
    over(cloud(outer, curlHairline(head.width, head.hairline + 4, 2))),
    lines(curls(detail(12), arc, 0.82, 5), 'hairDeep', 1.7, 0.4),
    lines(curls(detail(13), arc.slice(2, 9), 0.9, 4), 'hairLight', 1.7, 0.4),
  ];
};

/** A round cloud of tight curls. */
export const afro: HairDrawing = ({ head, traits, detail }) => {
  const out = 18 + traits.hairVolume * 22;
  const grow = (d: number): number => out * (0.82 + 0.18 * Math.sin((d * Math.PI) / 180));
  const arc = skullArc(head, -12, 192, grow, 22);
  const low = skullArc(head, -38, 218, (d) => (d < -12 || d > 192 ? out * 0.75 : grow(d)), 26);
  const hairline = roundHairline(head, 0);
  return [
    behind(`${scallops([...low].reverse())}Z`, 'hair'),
    over(cloud(arc, [[-head.width + 3, 8], ...[...hairline].reverse(), [head.width - 3, 8]])),
    lines(curls(detail(12), arc, 0.8, 4) + curls(detail(14), arc, 0.92, 4), 'hairDeep', 1.6, 0.35),
    lines(curls(detail(13), arc.slice(5, 17), 0.9, 3.6), 'hairLight', 1.6, 0.35),
  ];
};

/** Curls down to the shoulders. */
export const longCurly: HairDrawing = ({ head, traits, detail }) => {
  const w = head.width;
  const out = 10 + traits.hairVolume * 9;
  const arc = skullArc(head, 0, 180, out, 13);
  const drop = (sign: number): Point[] =>
    [16, 36, 56, 76, 96, 114].map((y, i): Point => [sign * (w + out + 2 + (i % 2) * 4 + i * 1.2), y]);
  const inner = (sign: number): Point[] => [
    [sign * (w + 4), 118],
    [sign * (w - 8), 102],
    [sign * (w - 2), 84],
    [sign * (edgeAt(head, 62) - 2), 64],
    [sign * (edgeAt(head, 40) - 7), 42],
    [sign * (w - 6), 22],
    [sign * (w - 9), 2],
  ];
  const outer = [...drop(1).reverse(), ...arc, ...drop(-1)];
  const line = [...inner(-1), ...curlHairline(w, head.hairline + 3, 1).slice(1, -1), ...inner(1).reverse()];
  return [
    behind(`${scallops([...outer].reverse())}L${at([w, 128], [-w, 128])}Z`),
    over(cloud(outer, line)),
    lines(
      curls(detail(12), arc, 0.84, 5.5) + curls(detail(14), [...drop(1), ...drop(-1)], 0.88, 5),
      'hairDeep',
      1.7,
      0.42,
    ),
    lines(curls(detail(13), outer.slice(6, 19), 0.9, 4.5), 'hairLight', 1.7, 0.4),
  ];
};

/** Ropes of hair to the shoulders. */
export const locs: HairDrawing = ({ head, traits, detail }) => {
  const prng = detail(15);
  const w = head.width;
  const grow = 5 + traits.hairVolume * 5;
  const rope = (sign: number, i: number): string => {
    const x = w - 3 + i * 5.5;
    const end = 74 + (i % 2) * 22 + prng.range(0, 16);
    return `M${at([sign * (x - 6), -38 + i * 9])}C${at([sign * (x + 2), -14], [sign * (x + 4), 20], [sign * (x + prng.range(-1, 3)), end])}`;
  };
  const ropes = [0, 1, 2].flatMap((i) => [rope(1, i), rope(-1, i)]).join('');
  const back = Array.from({ length: 9 }, (_, i) => `M${at([(i - 4) * 15, 0])}V${100 + (i % 3) * 12}`).join(
    '',
  );
  const arc = skullArc(head, 2, 178, grow, 17);
  const hairline = roundHairline(head, 1);
  const rows = [-0.72, -0.48, -0.24, 0, 0.24, 0.48, 0.72].map(
    (x) =>
      `M${at([w * x, head.hairline - 1 + Math.abs(x) * 10])}Q${at([w * x * 1.05, head.hairline - 14], [w * x * 0.8, head.top - grow + 3 + Math.abs(x) * 12])}`,
  );
  return [
    { path: back, place: 'behind', paint: 'hairDeep', stroke: 13 },
    over(cloud([[w + 2, 0], ...arc, [-w - 2, 0]], [[-w + 5, 2], ...[...hairline].reverse(), [w - 5, 2]])),
    lines(rows.join(''), 'hairDeep', 1.8, 0.55),
    lines(ropes, 'hairDeep', 9.5, 1),
    lines(ropes, 'hair', 7.5, 1),
    lines(ropes, 'hairLight', 1.6, 0.25),
  ];
};

function cloud(outer: readonly Point[], inner: readonly Point[]): string {
  return `${scallops([...outer].reverse())}${scallops([...inner].reverse()).replace('M', 'L')}Z`;
}

function curlHairline(w: number, h: number, dip: number): Point[] {
  return [
    [-w * 0.93, 2],
    [-w * 0.9, -16],
    [-w * 0.82, -32],
    [-w * 0.6, h + dip],
    [-w * 0.32, h - 1],
    [0, h + dip - 2],
    [w * 0.32, h - 1],
    [w * 0.6, h + dip],
    [w * 0.82, -32],
    [w * 0.9, -16],
    [w * 0.93, 2],
  ];
}

/** Small hooks scattered along a contour drawn in by a factor. */
function curls(prng: Prng, contour: readonly Point[], factor: number, size: number): string {
  return contour
    .map(([x, y]) => {
      const from: Point = [x * factor + prng.range(-3, 3), -12 + (y + 12) * factor + prng.range(-3, 3)];
      return `M${at(from)}a${size} ${size} 0 1 1 ${prng.chance(0.5) ? size : -size} ${size}`;
    })
    .join('');
}
