import { skullArc } from '../head.ts';
import { closedCurve, openCurve, type Point } from '../path.ts';
import { capPath, roundHairline, swell } from './cap.ts';
import { type HairDrawing, lines, over } from './layer.ts';

/** No hair; a shine on the scalp. */
export const bald: HairDrawing = ({ head, traits }) => {
  const middle = 90 - traits.lightX * 26;
  return [lines(openCurve(skullArc(head, middle - 13, middle + 13, -13, 4)), 'skinLight', 8, 0.55)];
};

/** Clipped to the scalp. */
export const buzz: HairDrawing = ({ head }) => [
  over(capPath(head, { grow: swell(1.5, 0.6), sideburn: 2, hairline: roundHairline(head, 3) }), 'hair', 0.82),
];

/** Hair that has left the temples. */
export const receding: HairDrawing = ({ head, traits }) => {
  const w = head.width;
  const hairline: Point[] = [
    [w * 0.93, -10],
    [w * 0.9, -30],
    [w * 0.72, -60],
    [w * 0.5, -65],
    [w * 0.22, -60],
    [0, -58],
    [-w * 0.22, -60],
    [-w * 0.5, -65],
    [-w * 0.72, -60],
    [-w * 0.9, -30],
    [-w * 0.93, -10],
  ];
  return [
    over(capPath(head, { grow: swell(4 + traits.hairVolume * 4, 2.5), sideburn: 6, hairline })),
    lines(
      `M${w * 0.2} -62Q${w * 0.1} -74 ${-w * 0.1} -82M${-w * 0.1} -61Q${-w * 0.2} -72 ${-w * 0.36} -78`,
      'hairDeep',
      1.3,
      0.4,
    ),
  ];
};

/** Hair around the sides only. */
export const horseshoe: HairDrawing = ({ head, traits }) => {
  const out = 3 + traits.hairVolume * 5;
  const patch = (sign: number): string => {
    const arc = skullArc(head, 0, 42, (d) => out * (1 - d / 60), 5);
    const points: Point[] = [
      [head.width + 1, 6],
      ...arc,
      [head.width * 0.86, -40],
      [head.width * 0.92, -18],
      [head.width - 5, 4],
    ];
    return closedCurve(points.map(([x, y]): Point => [x * sign, y]));
  };
  return [over(patch(1) + patch(-1))];
};
