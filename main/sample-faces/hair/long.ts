import { edgeAt, type Head, skullArc } from '../head.ts';
import { closedCurve, cornered, mirrored, openCurve, type Point } from '../path.ts';
import { glossPath, swell } from './cap.ts';
import { behind, type HairDrawing, type HairLayer, lines, over } from './layer.ts';

/** A side of hair that hangs from the parting past the face: outer edge down, inner edge up. */
interface Fall {
  /** x offset of the outer edge from the temple, at the ear, the jaw and the tip. */
  outer: readonly [ear: number, jaw: number, tip: number];
  /** Width over the face, at the ear and the jaw. */
  inner: readonly [ear: number, jaw: number];
  /** y of the tip. */
  tip: number;
  /** Waves of the edges, in units. */
  wave: number;
}

/** Shoulder-length and longer, parted in the middle. */
export const longStraight: HairDrawing = ({ head, traits }) =>
  parted(head, 0.04, traits, { outer: [6, 9, 8], inner: [8, 9], tip: 150, wave: 0 });

/** Long waves with a side parting. */
export const longWavy: HairDrawing = ({ head, traits }) =>
  parted(head, 0.4, traits, { outer: [9, 17, 16], inner: [8, 6], tip: 150, wave: 5 });

/** Cut at the jaw. */
export const bob: HairDrawing = ({ head, traits }) =>
  parted(head, 0.38, traits, { outer: [9, 13, -8], inner: [8, 11], tip: 66, wave: 0 });

/** To the shoulders, tips turned out. */
export const lob: HairDrawing = ({ head, traits }) =>
  parted(head, 0.2, traits, { outer: [7, 9, 15], inner: [7, 6], tip: 98, wave: 2.5 });

/** Middle parting, to the cheekbones. */
export const curtains: HairDrawing = ({ head, traits }) =>
  parted(head, 0.06, traits, { outer: [6, 2, -6], inner: [9, 5], tip: 40, wave: 0 });

/** A bob with a straight fringe. */
export const bobFringe: HairDrawing = ({ head, traits }) => [
  ...parted(head, 0, traits, { outer: [9, 11, -6], inner: [8, 10], tip: 62, wave: 0 }),
  ...fringe(head),
];

/** Long hair with a straight fringe. */
export const longFringe: HairDrawing = ({ head, traits }) => [
  ...parted(head, 0, traits, { outer: [6, 9, 10], inner: [8, 8], tip: 150, wave: 1.5 }),
  ...fringe(head),
];

function parted(
  head: Head,
  partAt: number,
  traits: { hairVolume: number; lightX: number },
  fall: Fall,
): HairLayer[] {
  const w = head.width;
  const full = 6 + traits.hairVolume * 8;
  const part: Point = [w * partAt, head.hairline - 4];
  const right = hang(head, fall, traits.hairVolume);
  const left = mirrored(right).reverse();
  const arc = skullArc(head, 4, 176, swell(full, 5 + traits.hairVolume * 3), 11);
  const innerRight = innerEdge(head, fall, part, 1);
  const innerLeft = innerEdge(head, fall, part, -1);
  const shape = cornered(
    [...[...right].reverse(), ...arc, ...left],
    [...innerLeft, part],
    [part, ...[...innerRight].reverse()],
  );
  const back = closedCurve([...arc, ...left, [0, fall.tip - 6], ...[...right].reverse()]);
  const h = head.hairline;
  const strand = (sign: number, spread: number): string =>
    openCurve([
      part,
      [(part[0] + sign * w * spread) / 1.6, h - 6 + spread * 4],
      [sign * w * (0.78 + spread * 0.2), -22],
      [sign * (w * (0.86 + spread * 0.16) + fall.outer[0] * 0.4), 24],
      [sign * (w * (0.84 + spread * 0.14) + fall.outer[1] * 0.5), Math.min(96, fall.tip - 8)],
    ]);
  return [
    behind(back),
    over(shape),
    lines(strand(-1, 0.5) + strand(1, 0.5) + strand(-1, 0.9) + strand(1, 0.9), 'hairDeep', 1.5, 0.4),
    lines(
      openCurve([part, [part[0] * 0.9, h - 16], [part[0] * 0.7, head.top - full * 0.6]]),
      'hairDeep',
      1.6,
      0.6,
    ),
    lines(glossPath(head, traits.lightX || 0.4, -6), 'hairLight', 6, 0.38),
  ];
}

/** The outer edge on the right, from the ear down to the tip. */
function hang(head: Head, fall: Fall, volume: number): Point[] {
  const w = head.width;
  const loose = volume * 4;
  const steps: Point[] = [
    [w + fall.outer[0] + loose, 6],
    [w + (fall.outer[0] + fall.outer[1]) / 2 + loose, 32],
    [w + fall.outer[1] + loose, 58],
  ];
  if (fall.tip < 58) return [steps[0], [w + fall.outer[2], fall.tip]];
  const count = Math.round((fall.tip - 58) / 22);
  for (let i = 1; i <= count; i++) {
    const t = i / count;
    steps.push([w + fall.outer[1] + loose + (fall.outer[2] - fall.outer[1]) * t, 58 + (fall.tip - 58) * t]);
  }
  return steps.map(([x, y], i): Point => [x + (i % 2 === 0 ? -fall.wave : fall.wave), y]);
}

/** The edge along the face on one side, from the tip up towards the parting. */
function innerEdge(head: Head, fall: Fall, part: Point, sign: number): Point[] {
  const w = head.width;
  const edge: Point[] =
    fall.tip < 58
      ? [
          [w - 4, fall.tip],
          [edgeAt(head, 20) - fall.inner[1], 20],
        ]
      : [
          [w + fall.outer[2] - 14, fall.tip],
          [w - 6, Math.min(92, fall.tip - 4)],
          [edgeAt(head, 56) - fall.inner[1] * 0.5, 60],
          [edgeAt(head, 34) - fall.inner[1], 34],
        ];
  const rest: Point[] = [
    [w - fall.inner[0], 4],
    [w * 0.86, -20],
  ];
  const towards: Point = [(w * 0.8 * sign + part[0]) / 2 + sign * w * 0.12, head.hairline + 7];
  return [...edge, ...rest].map(([x, y]): Point => [x * sign, y]).concat([towards]);
}

function fringe(head: Head): HairLayer[] {
  const w = head.width;
  const low = -25;
  const top = head.hairline - 14;
  const shape = cornered(
    [
      [w * 0.9, -14],
      [w * 0.84, -34],
      [w * 0.6, top + 2],
      [0, top - 4],
      [-w * 0.6, top + 2],
      [-w * 0.84, -34],
      [-w * 0.9, -14],
    ],
    [
      [-w * 0.74, low + 3],
      [-w * 0.36, low],
      [0, low - 1.5],
      [w * 0.36, low],
      [w * 0.74, low + 3],
    ],
  );
  const strands = [-0.6, -0.36, -0.12, 0.14, 0.4, 0.62].map((x) =>
    openCurve([
      [w * x, low],
      [w * x * 0.98, low - 12],
      [w * x * 0.8, top],
    ]),
  );
  return [over(shape), lines(strands.join(''), 'hairDeep', 1.4, 0.45)];
}
