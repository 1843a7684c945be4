import { closedCurve, mirrored, type Point } from './path.ts';
import type { HeadShape } from './trait-names.ts';
import type { PortraitTraits } from './traits.ts';

interface HeadProportions {
  /** Half widths as parts of the temple's half width. */
  cheek: number;
  jaw: number;
  chin: number;
  /** Added to the chin's depth. */
  length: number;
}

/** Outlines of the lower face. */
export const headShapes = {
  oval: { cheek: 0.965, jaw: 0.775, chin: 0.33, length: 0 },
  round: { cheek: 1.01, jaw: 0.845, chin: 0.4, length: -4 },
  square: { cheek: 0.975, jaw: 0.855, chin: 0.45, length: -1 },
  heart: { cheek: 0.95, jaw: 0.725, chin: 0.26, length: 1 },
  long: { cheek: 0.945, jaw: 0.78, chin: 0.34, length: 5 },
  diamond: { cheek: 1.0, jaw: 0.755, chin: 0.27, length: 2 },
} as const satisfies Record<HeadShape, HeadProportions>;

/** The head's measures, which every other part of the drawing is fitted to. */
export interface Head {
  /** Half the width at the temples. */
  width: number;
  /** y of the skull's top. */
  top: number;
  /** y of the widest part of the skull. */
  temple: number;
  /** y of the hairline's middle. */
  hairline: number;
  /** y of the chin's lowest point. */
  chin: number;
  /** y of the nose's base and of the line between the lips. */
  nose: number;
  mouth: number;
  outline: string;
  /** The right half from the skull's top down to the chin. */
  profile: readonly Point[];
}

const skullTop = -80;
const templeLevel = -12;

/** Fits a head to the traits. */
export function measureHead(traits: PortraitTraits): Head {
  const shape: HeadProportions = headShapes[traits.headShape];
  const width = traits.headWidth;
  const chin = traits.chinDrop + shape.length;
  const jawWidth = width * shape.jaw * traits.jaw;
  const chinWidth = width * shape.chin * traits.chin;
  const skull = [90, 68, 46, 24, 0].map((degrees): Point => {
    const radians = (degrees * Math.PI) / 180;
    return [width * Math.cos(radians), templeLevel + (skullTop - templeLevel) * Math.sin(radians)];
  });
  const profile: Point[] = [
    ...skull,
    [width * shape.cheek, 18],
    [(jawWidth + width * shape.cheek) / 2 + 1.5, 39],
    [jawWidth, 55],
    [(jawWidth + chinWidth) / 2 + 3, chin - 15],
    [chinWidth, chin - 4],
    [0, chin],
  ];
  return {
    width,
    top: skullTop,
    temple: templeLevel,
    hairline: -traits.hairline,
    chin,
    nose: traits.noseLength,
    mouth: traits.noseLength + (chin - traits.noseLength) * 0.42,
    outline: closedCurve([...profile, ...mirrored(profile.slice(1, -1))]),
    profile,
  };
}

/** Half the head's width at a height. */
export function edgeAt(head: Head, y: number): number {
  for (let i = 1; i < head.profile.length; i++) {
    const [x0, y0] = head.profile[i - 1];
    const [x1, y1] = head.profile[i];
    if (y >= y0 && y <= y1) return x0 + ((x1 - x0) * (y - y0)) / (y1 - y0);
  }
  return 0;
}

/** Points around the skull, grown outward; 0° is the right temple, 90° the top, 180° the left temple. */
export function skullArc(
  head: Head,
  fromDegrees: number,
  toDegrees: number,
  grow: number | ((degrees: number) => number),
  count = 10,
): Point[] {
  return Array.from({ length: count }, (_, i): Point => {
    const degrees = fromDegrees + ((toDegrees - fromDegrees) * i) / (count - 1);
    const radians = (degrees * Math.PI) / 180;
    const out = typeof grow === 'number' ? grow : grow(degrees);
    return [
      (head.width + out) * Math.cos(radians),
      head.temple + (head.top - head.temple - out) * Math.sin(radians),
    ];
  });
}
