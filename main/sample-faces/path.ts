/** A point in head units: 256 units span the picture, the origin lies between the eyes, y points down. */
export type Point = readonly [x: number, y: number];

/** Rounds to a tenth of a unit, which keeps the SVG small and loses nothing at 512 pixels. */
export function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The points as SVG path coordinates. */
export function at(...points: readonly Point[]): string {
  return points.map(([x, y]) => `${round(x)} ${round(y)}`).join(' ');
}

/** A smooth closed path through all points (Catmull–Rom as cubic Béziers). */
export function closedCurve(points: readonly Point[]): string {
  return `M${at(points[0])}${segments(points, true)}Z`;
}

/** A smooth open path through all points. */
export function openCurve(points: readonly Point[]): string {
  return `M${at(points[0])}${segments(points, false)}`;
}

function segments(points: readonly Point[], closed: boolean): string {
  const count = points.length;
  const pointAt = (i: number): Point =>
    points[closed ? (i + count) % count : Math.max(0, Math.min(count - 1, i))];
  let path = '';
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const [before, from, to, after] = [pointAt(i - 1), pointAt(i), pointAt(i + 1), pointAt(i + 2)];
    const leave: Point = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const arrive: Point = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    path += `C${at(leave, arrive, to)}`;
  }
  return path;
}

/** A closed path of smooth runs that meet at corners. */
export function cornered(...runs: readonly (readonly Point[])[]): string {
  const paths = runs.map((run, i) => `${i === 0 ? 'M' : 'L'}${at(run[0])}${segments(run, false)}`);
  return `${paths.join('')}Z`;
}

/** A path along the points with a round bulge between each pair: curls and clouds. */
export function scallops(points: readonly Point[], roundness = 0.62): string {
  let path = `M${at(points[0])}`;
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]];
    const radius = round(Math.hypot(to[0] - from[0], to[1] - from[1]) * roundness);
    path += `A${radius} ${radius} 0 0 1 ${at(to)}`;
  }
  return path;
}

/** The points seen in a mirror on the vertical axis, in reverse order, so that half an outline goes on round. */
export function mirrored(points: readonly Point[]): Point[] {
  return points.map(([x, y]): Point => [-x, y]).reverse();
}
