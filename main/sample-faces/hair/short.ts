import { skullArc } from '../head.ts';
import { cornered, openCurve, type Point } from '../path.ts';
import { capContour, capPath, combedBack, glossPath, roundHairline, swell } from './cap.ts';
import { type HairDrawing, lines, over } from './layer.ts';

/** Short with a rough fringe. */
export const crop: HairDrawing = ({ head, traits, detail }) => {
  const prng = detail(10);
  const w = head.width;
  const h = head.hairline;
  const fringe = Array.from({ length: 9 }, (_, i): Point => {
    const x = 0.74 - (i / 8) * 1.48;
    return [w * x, h + (i % 2 === 0 ? 3 : 9) + prng.range(-1.5, 1.5) + Math.abs(x) * 6];
  });
  const hairline: Point[] = [[w * 0.91, -12], [w * 0.85, -30], ...fringe, [-w * 0.85, -30], [-w * 0.91, -12]];
  const grow = swell(6 + traits.hairVolume * 6, 2.5);
  return [
    over(capPath(head, { grow, sideburn: 4, hairline })),
    ...strandsFrom(fringe, w, head.top, 'hairShade'),
    lines(glossPath(head, traits.lightX), 'hairLight', 5, 0.35),
  ];
};

/** Parted on one side and combed across. */
export const sidePart: HairDrawing = ({ head, traits }) => {
  const w = head.width;
  const h = head.hairline;
  const part: Point = [w * 0.42, h - 3];
  const hairline: Point[] = [
    [w * 0.91, -12],
    [w * 0.84, -34],
    [w * 0.62, h + 1],
    part,
    [w * 0.12, h + 1],
    [-w * 0.3, h + 8],
    [-w * 0.66, h + 12],
    [-w * 0.87, -30],
    [-w * 0.91, -12],
  ];
  const lift = 7 + traits.hairVolume * 9;
  const grow = (degrees: number): number =>
    swell(lift, 2.5)(degrees) + (degrees > 90 && degrees < 150 ? 2 : 0);
  return [
    over(capPath(head, { grow, sideburn: 6, hairline })),
    lines(
      `${openCurve([part, [w * 0.3, h - 16], [w * 0.1, head.top - 1]])}${openCurve([part, [0, h - 10], [-w * 0.5, h - 2], [-w * 0.86, -24]])}${openCurve([part, [w * 0.05, h - 19], [-w * 0.45, h - 15], [-w * 0.9, -26]])}`,
      'hairDeep',
      1.5,
      0.55,
    ),
    lines(
      openCurve([
        [w * 0.12, h - 14],
        [-w * 0.3, h - 12],
        [-w * 0.64, h + 1],
      ]),
      'hairLight',
      5,
      0.4,
    ),
  ];
};

/** Brushed up and back over the forehead. */
export const quiff: HairDrawing = ({ head, traits }) => {
  const w = head.width;
  const h = head.hairline;
  const t = head.top - 10 - traits.hairVolume * 12;
  const side = capContour(head, swell(3, 2), 6);
  const crown: Point[] = [
    [w * 1.02, -20],
    [w * 0.98, -42],
    [w * 0.84, t + 24],
    [w * 0.5, t + 9],
    [w * 0.05, t],
    [-w * 0.42, t + 2],
    [-w * 0.8, t + 19],
    [-w * 0.98, -44],
    [-w * 1.02, -20],
  ];
  const hairline = roundHairline(head, 5).reverse();
  const [right] = side;
  const [left] = side.slice(-1);
  const path = cornered([right, ...crown, left], [[left[0] + 5, 7], ...hairline, [right[0] - 5, 7]]);
  const strands = [-0.5, -0.25, 0, 0.25, 0.5].map((x) =>
    openCurve([
      [w * x, h],
      [w * (x * 1.15 + 0.05), h - 16],
      [w * (x * 1.2 - 0.12), t + 9 + Math.abs(x) * 12],
    ]),
  );
  return [
    over(path),
    lines(strands.join(''), 'hairDeep', 1.6, 0.45),
    lines(
      openCurve([
        [w * 0.5, h - 13],
        [w * 0.1, t + 15],
        [-w * 0.45, t + 15],
      ]),
      'hairLight',
      5,
      0.4,
    ),
  ];
};

/** Combed straight back. */
export const slickedBack: HairDrawing = ({ head, traits }) => {
  const w = head.width;
  const h = head.hairline;
  const grow = 7 + traits.hairVolume * 6;
  const strands = [-0.74, -0.5, -0.25, 0, 0.25, 0.5, 0.74].map((x) =>
    openCurve([
      [w * x, h - 6 + Math.abs(x) ** 3 * 24],
      [w * (x * 0.98 + 0.06), h - 18 + Math.abs(x) * 9],
      [w * (x * 0.62 + 0.1), head.top - grow * 0.5 + Math.abs(x) * 4],
    ]),
  );
  return [
    over(capPath(head, { grow: swell(grow, 1.5), sideburn: 8, hairline: combedBack(head) })),
    lines(strands.join(''), 'hairDeep', 1.4, 0.42),
    lines(glossPath(head, traits.lightX, -7), 'hairLight', 5, 0.45),
  ];
};

/** Tousled tufts. */
export const messy: HairDrawing = ({ head, traits, detail }) => {
  const prng = detail(11);
  const w = head.width;
  const h = head.hairline;
  const tufts = skullArc(
    head,
    4,
    176,
    (d) => (Math.round(d / 10.75) % 2 === 0 ? 5 : 9 + traits.hairVolume * 5 * Math.sin((d * Math.PI) / 180)),
    17,
  ).map(([x, y]): Point => [x + prng.range(1, 7), y + prng.range(-2, 2)]);
  const fringe = Array.from({ length: 8 }, (_, i): Point => {
    const x = 0.76 - (i / 7) * 1.52;
    return [w * x - 3, h + (i % 2 === 0 ? 2 : 14) + prng.range(-2, 2) + Math.abs(x) * 5];
  });
  const side = w + 2;
  return [
    over(
      cornered(
        [[side, 4], ...tufts, [-side, 4]],
        [
          [-w + 5, 6],
          [-w * 0.9, -14],
          [-w * 0.86, -32],
          ...[...fringe].reverse(),
          [w * 0.86, -32],
          [w * 0.9, -14],
          [w - 5, 6],
        ],
      ),
    ),
    ...strandsFrom(fringe, w, head.top - 4, 'hairDeep'),
    lines(glossPath(head, traits.lightX, -6), 'hairLight', 5, 0.35),
  ];
};

/** Cropped at the sides with a long fringe swept over the forehead. */
export const pixie: HairDrawing = ({ head, traits }) => {
  const w = head.width;
  const h = head.hairline;
  const outer = capContour(head, swell(8 + traits.hairVolume * 7, 4), 18);
  const part: Point = [w * 0.5, h - 6];
  return [
    over(
      cornered(outer, [
        [-w * 0.97, 24],
        [-w * 0.9, 4],
        [-w * 0.86, -16],
        [-w * 0.6, -27],
        [-w * 0.2, -36],
        [w * 0.22, h + 4],
        part,
        [w * 0.76, -38],
        [w * 0.89, -12],
        [w * 0.95, 24],
      ]),
    ),
    lines(
      `${openCurve([part, [w * 0.1, h - 8], [-w * 0.4, -38], [-w * 0.8, -20]])}${openCurve([part, [0, h - 17], [-w * 0.5, h + 2], [-w * 0.92, -18]])}${openCurve([part, [w * 0.78, h - 2], [w * 0.95, -18]])}`,
      'hairDeep',
      1.5,
      0.5,
    ),
    lines(
      openCurve([
        [w * 0.15, h - 15],
        [-w * 0.3, h - 10],
        [-w * 0.66, h + 6],
      ]),
      'hairLight',
      5,
      0.4,
    ),
  ];
};

function strandsFrom(fringe: readonly Point[], w: number, top: number, paint: 'hairShade' | 'hairDeep') {
  const strands = fringe
    .filter((_, i) => i % 2 === 1)
    .map(([x, y]) =>
      openCurve([
        [x, y - 4],
        [x * 0.9, y - 14],
        [x * 0.66 + w * 0.06, (y + top) / 2 - 4],
      ]),
    );
  return [lines(strands.join(''), paint, 1.6, 0.55)];
}
