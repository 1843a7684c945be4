import { skullArc } from '../head.ts';
import { at, closedCurve, openCurve, type Point, round } from '../path.ts';
import type { Sitter } from '../sitter.ts';
import { capPath, combedBack, glossPath, swell } from './cap.ts';
import { behind, type HairDrawing, type HairLayer, lines, over } from './layer.ts';

/** A knot on top of the head. */
export const topBun: HairDrawing = (sitter) => {
  const { head } = sitter;
  const y = head.top - 12;
  const knot = `M-22 ${y}A22 19 0 1 1 22 ${y}A22 17 0 1 1 -22 ${y}Z`;
  return [
    behind(knot, 'hair'),
    {
      path: `M-14 ${y - 6}Q2 ${y - 15} 15 ${y - 3}M-15 ${y + 3}Q-2 ${y - 7} 13 ${y + 5}`,
      place: 'behind',
      paint: 'hairDeep',
      stroke: 1.8,
      opacity: 0.5,
    },
    {
      path: `M-8 ${y - 11}Q1 ${y - 14} 9 ${y - 10}`,
      place: 'behind',
      paint: 'hairLight',
      stroke: 3.5,
      opacity: 0.5,
    },
    ...pulledBack(sitter),
  ];
};

/** Two knots. */
export const spaceBuns: HairDrawing = (sitter) => {
  const { head } = sitter;
  const y = head.top + 6;
  const x = head.width * 0.72;
  const knot = (s: number): string => `M${at([s * x - 18, y])}a18 17 0 1 1 36 0a18 17 0 1 1 -36 0Z`;
  const swirl = (s: number): string =>
    `M${at([s * x - 9, y - 4])}q9 -10 18 0M${at([s * x - 10, y + 3])}q9 -9 17 2`;
  return [
    behind(knot(1) + knot(-1), 'hair'),
    { path: swirl(1) + swirl(-1), place: 'behind', paint: 'hairDeep', stroke: 1.7, opacity: 0.5 },
    ...pulledBack(sitter),
  ];
};

/** A tail that swings out on one side. */
export const ponytail: HairDrawing = (sitter) => {
  const { head } = sitter;
  const w = head.width;
  const tail = closedCurve([
    [w * 0.3, head.top + 2],
    [w * 0.72, head.top - 10],
    [w * 1.22, head.top + 8],
    [w * 1.5, -34],
    [w * 1.56, 10],
    [w * 1.42, 56],
    [w * 1.2, 88],
    [w * 1.18, 50],
    [w * 1.1, 6],
    [w * 0.9, -40],
  ]);
  return [
    behind(tail, 'hair'),
    {
      path: openCurve([
        [w * 0.8, head.top + 4],
        [w * 1.22, -36],
        [w * 1.34, 14],
        [w * 1.26, 62],
      ]),
      place: 'behind',
      paint: 'hairDeep',
      stroke: 2,
      opacity: 0.45,
    },
    {
      path: openCurve([
        [w * 0.9, head.top - 1],
        [w * 1.36, -32],
        [w * 1.46, 14],
      ]),
      place: 'behind',
      paint: 'hairLight',
      stroke: 3,
      opacity: 0.35,
    },
    ...pulledBack(sitter),
  ];
};

/** Two plaits over the shoulders. */
export const braids: HairDrawing = (sitter) => {
  const { head } = sitter;
  const w = head.width;
  const plait = (s: number): HairLayer[] =>
    Array.from({ length: 6 }, (_, i) => {
      const y = 34 + i * 19;
      const x = s * (w + 5 + i * 1.4);
      return over(
        `M${at([x, y - 13])}C${at([x + 15, y - 12], [x + 13, y + 9], [x, y + 13])}C${at([x - 13, y + 9], [x - 15, y - 12], [x, y - 13])}Z`,
        i % 2 === 0 ? 'hair' : 'hairShade',
      );
    });
  const seam = `M0 ${round(head.hairline - 7)}Q1 ${round(head.hairline - 18)} 0 ${round(head.top - 3)}`;
  const locks = (s: number): string =>
    closedCurve([
      [s * (w - 8), -6],
      [s * (w - 6), 16],
      [s * (w + 1), 36],
      [s * (w + 10), 32],
      [s * (w + 8), 4],
      [s * (w + 3), -16],
    ]);
  return [
    ...pulledBack(sitter).slice(0, 1),
    ...plait(1).reverse(),
    ...plait(-1).reverse(),
    over(locks(1) + locks(-1)),
    lines(seam, 'hairDeep', 1.8, 0.7),
    lines(glossPath(head, -0.9, -6) + glossPath(head, 0.9, -6), 'hairLight', 5, 0.35),
  ];
};

function pulledBack({ head, traits }: Sitter): HairLayer[] {
  const w = head.width;
  const h = head.hairline;
  const strands = [-0.72, -0.48, -0.24, 0, 0.24, 0.48, 0.72].map((x): string => {
    const start: Point = [w * x, h - 5 + Math.abs(x) ** 3 * 24];
    return openCurve([start, [w * x * 0.9, h - 17 + Math.abs(x) * 9], [w * x * 0.5, head.top - 1]]);
  });
  return [
    over(
      capPath(head, { grow: swell(5 + traits.hairVolume * 3, 2.5), sideburn: 4, hairline: combedBack(head) }),
    ),
    lines(strands.join(''), 'hairDeep', 1.4, 0.4),
    lines(openCurve(skullArc(head, 62, 118, -9, 5)), 'hairLight', 5, 0.4),
  ];
}
