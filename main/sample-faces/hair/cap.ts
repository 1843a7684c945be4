import { edgeAt, type Head, skullArc } from '../head.ts';
import { cornered, mirrored, openCurve, type Point } from '../path.ts';

/** How hair that lies on the skull is bounded. */
export interface Cap {
  /** Outward growth over the skull, by angle: 0° right temple, 90° top, 180° left temple. */
  grow: (degrees: number) => number;
  /** y where the sideburns end. */
  sideburn: number;
  /** The edge over the forehead, from the right temple to the left one. */
  hairline: readonly Point[];
}

/** The outer contour of hair on the skull, from the right sideburn over the top to the left one. */
export function capContour(head: Head, grow: Cap['grow'], sideburn: number): Point[] {
  const side = (degrees: number): number => edgeAt(head, sideburn) + Math.min(2, grow(degrees));
  return [[side(0), sideburn], ...skullArc(head, 6, 174, grow, 11), [-side(180), sideburn]];
}

/** Hair that lies on the skull: it covers everything between its contour and its hairline, so no skull shows. */
export function capPath(head: Head, cap: Cap): string {
  const inner = (sign: number): Point => [sign * (edgeAt(head, cap.sideburn) - 3.5), cap.sideburn + 1];
  return cornered(capContour(head, cap.grow, cap.sideburn), [
    inner(-1),
    ...[...cap.hairline].reverse(),
    inner(1),
  ]);
}

/** A rounded hairline; `recede` lifts its corners. */
export function roundHairline(head: Head, recede = 0): Point[] {
  const w = head.width;
  const h = head.hairline;
  return [
    [w * 0.9, -14],
    [w * 0.83, -32 - recede * 0.6],
    [w * 0.55, h + 2 - recede],
    [0, h],
    [-w * 0.55, h + 2 - recede],
    [-w * 0.83, -32 - recede * 0.6],
    [-w * 0.9, -14],
  ];
}

/** The high, round hairline of hair that is combed back. */
export function combedBack(head: Head): Point[] {
  const right: Point[] = [
    [head.width * 0.95, -8],
    [head.width * 0.87, -26],
    [head.width * 0.7, head.hairline + 8],
    [head.width * 0.38, head.hairline - 4],
  ];
  return [...right, [0, head.hairline - 7], ...mirrored(right)];
}

/** Growth that is `top` over the crown and shrinks to `side` at the temples. */
export function swell(top: number, side: number): (degrees: number) => number {
  return (degrees) => side + (top - side) * Math.sin((Math.max(0, Math.min(180, degrees)) * Math.PI) / 180);
}

/** A wide arc of light over the crown. */
export function glossPath(head: Head, lightX: number, inset = -9): string {
  const middle = 90 - lightX * 30;
  const arc = skullArc(head, middle - 26, middle + 26, inset, 5);
  return openCurve(arc);
}
