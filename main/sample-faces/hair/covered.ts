import { skullArc } from '../head.ts';
import { closedCurve, cornered, mirrored, openCurve, type Point, round } from '../path.ts';
import { capContour, capPath, roundHairline, swell } from './cap.ts';
import { behind, type HairDrawing, lines, over } from './layer.ts';

/** A scarf around head and neck. */
export const headscarf: HairDrawing = ({ head, traits }) => {
  const w = head.width;
  const arc = skullArc(head, 0, 180, 9 + traits.hairVolume * 5, 13);
  const right: Point[] = [
    [w + 11, 20],
    [w + 9, 52],
    [w + 6, 84],
    [w + 22, 108],
    [w + 60, 126],
    [w + 76, 150],
  ];
  const face: Point[] = [
    [0, head.hairline + 2],
    [w * 0.55, head.hairline + 7],
    [w * 0.86, -18],
    [w * 0.91, 16],
    [w * 0.79, 50],
    [w * 0.44, head.chin - 7],
    [0, head.chin + 1],
  ];
  const opening = closedCurve([...face, ...mirrored(face.slice(1, -1))]);
  const outer = cornered([...[...right].reverse(), ...arc, ...mirrored(right).reverse()]);
  const fold = (x: number, y: number): string =>
    openCurve([
      [-w * 0.82 + x, 44 + y],
      [-w * 0.3 + x * 0.6, head.chin + 13 + y],
      [w * 0.4, head.chin + 17 + y],
      [w * 1.02, 62 + y],
    ]);
  return [
    behind(outer, 'fabricShade'),
    over(outer + opening, 'fabric'),
    lines(opening, 'fabricShade', 3, 0.9),
    lines(fold(0, 0) + fold(-4, 13) + fold(4, 26), 'fabricShade', 2.2, 0.75),
    lines(
      openCurve(skullArc(head, 30, 96, -2, 6)) + openCurve(skullArc(head, 110, 160, 1, 5)),
      'fabricShade',
      1.8,
      0.6,
    ),
    lines(openCurve(skullArc(head, 60, 118, 3, 5)), 'fabricLight', 5, 0.5),
  ];
};

/** A knitted cap over short hair. */
export const beanie: HairDrawing = ({ head }) => {
  const w = head.width;
  const dome = cornered(
    [[w + 4, -36], ...skullArc(head, 24, 156, swell(15, 6), 9), [-w - 4, -36]],
    [
      [-w - 2, -34],
      [0, -52],
      [w + 2, -34],
    ],
  );
  const cuff = `M${round(-w - 6)} -28Q${round(-w - 7)} -46 ${round(-w)} -54Q0 -76 ${round(w)} -54Q${round(w + 7)} -46 ${round(w + 6)} -28Q0 -52 ${round(-w - 6)} -28Z`;
  const ribs = Array.from({ length: 13 }, (_, i) => {
    const x = (i / 6 - 1) * (w - 2);
    const lift = (1 - (x / w) ** 2) * 19;
    return `M${round(x)} ${round(-33 - lift * 0.62)}L${round(x)} ${round(-51 - lift * 0.75)}`;
  });
  return [
    over(capPath(head, { grow: swell(3, 3), sideburn: 10, hairline: roundHairline(head, -4) })),
    over(dome, 'fabric'),
    over(cuff, 'fabricShade'),
    lines(ribs.join(''), 'fabric', 2.4, 0.7),
  ];
};

/** A wide band that holds back a full head of hair. */
export const headband: HairDrawing = ({ head, traits }) => {
  const w = head.width;
  const grow = swell(9 + traits.hairVolume * 9, 5);
  const contour = capContour(head, grow, 12);
  const band = cornered(
    [
      [w + 3, -18],
      ...skullArc(head, 22, 158, swell(7 + traits.hairVolume * 7, 4), 9).map(([x, y]): Point => [x, y + 8]),
      [-w - 3, -18],
    ],
    [
      [-w + 1, -14],
      [-w * 0.82, -40],
      [-w * 0.45, head.hairline - 6],
      [0, head.hairline - 10],
      [w * 0.45, head.hairline - 6],
      [w * 0.82, -40],
      [w - 1, -14],
    ],
  );
  return [
    behind(
      closedCurve([
        ...contour,
        [-w - 13, 40],
        [-w - 14, 72],
        [-w * 0.9, 98],
        [w * 0.9, 98],
        [w + 14, 72],
        [w + 13, 40],
      ]),
    ),
    over(capPath(head, { grow, sideburn: 12, hairline: roundHairline(head) })),
    over(band, 'accent'),
  ];
};
