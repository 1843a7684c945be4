import { edgeAt, skullArc } from '../head.ts';
import { at, openCurve, type Point, scallops } from '../path.ts';
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

/** Curls down to the shoulders, parted on one side. */
export const longCurly: HairDrawing = ({ head, traits }) => {
  const w = head.width;
  const h = head.hairline;
  const out = 12 + traits.hairVolume * 12;
  const arc = skullArc(head, 4, 176, (d) => out * (1 - 0.35 * Math.sin((d * Math.PI) / 180)), 13);
  const drop = (sign: number): Point[] =>
    [12, 32, 52, 72, 92, 110].map((y, i): Point => [sign * (w + out + [1, 5, 8, 9, 6, -1][i]), y]);
  const inner = (sign: number): Point[] => [
    [sign * (w - 8), 116],
    [sign * (w - 10), 98],
    [sign * (w - 7), 78],
    [sign * (edgeAt(head, 58) - 2), 58],
    [sign * (edgeAt(head, 38) - 7), 38],
    [sign * (w - 7), 18],
    [sign * (w - 8), -2],
    [sign * w * 0.84, -21],
  ];
  const brow: Point[] = [
    [-w * 0.66, -36],
    [-w * 0.34, h + 9],
    [0, h + 2],
    [w * 0.3, h - 4],
    [w * 0.6, h + 7],
  ];
  const outer = [...drop(1).reverse(), ...arc, ...drop(-1)];
  const edge = [...inner(1), ...brow.reverse(), ...inner(-1).reverse()];
  const strands = [0.9, 0.79].map((factor) => ripple(outer.slice(2, -2), factor)).join('');
  return [
    behind(`${scallops([...outer].reverse())}L${at([w, 128], [-w, 128])}Z`),
    over(`${scallops([...outer].reverse())}${scallops(edge, 0.9).replace('M', 'L')}Z`),
    lines(strands, 'hairDeep', 1.7, 0.42),
    lines(ripple(outer.slice(6, 14), 0.96), 'hairLight', 3.5, 0.36),
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
  const back = Array.from({ length: 9 }, (_, i) => `M${at([(i - 4) * 13.5, 0])}V${100 + (i % 3) * 12}`).join(
    '',
  );
  const arc = skullArc(head, 2, 178, grow, 17);
  const hairline = roundHairline(head, 1);
  const rows = [-0.72, -0.48, -0.24, 0, 0.24, 0.48, 0.72].map(
    (x) =>
      `M${at([w * x, head.hairline - 1 + Math.abs(x) * 10])}Q${at([w * x * 1.05, head.hairline - 14], [w * x * 0.8, head.top - grow + 3 + Math.abs(x) * 12])}`,
  );
  return [
    { path: back, place: 'behind', paint: 'hairDeep', stroke: 15 },
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
      return `M${at(from)}a${size} ${size} 0 0 1 ${prng.range(0.8, 1.7) * size} ${prng.range(-0.6, 0.6) * size}`;
    })
    .join('');
}

/** A waving strand that follows a contour drawn in by a factor. */
function ripple(contour: readonly Point[], factor: number): string {
  return openCurve(
    contour.map(([x, y], i): Point => {
      const swing = factor + (i % 2 === 0 ? 0.035 : -0.035);
      return [x * swing, y < 0 ? -12 + (y + 12) * swing : y];
    }),
  );
}
