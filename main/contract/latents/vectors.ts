/** Geometry of latents. Pure; sums in double precision, results in single, as generators take them. */
type Vector = Float32Array;
type Numbers = ArrayLike<number>;

export const lengthOf = (a: Numbers): number => Math.sqrt(dot(a, a));

export function dot(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export const scaled = (a: Numbers, factor: number): Vector => Float32Array.from(a, (value) => value * factor);

/** a + factor · b */
export const added = (a: Numbers, b: Numbers, factor = 1): Vector =>
  Float32Array.from(a, (value, i) => value + factor * b[i]);

/** The same direction at another length; 0 stays 0. */
export function withLength(a: Numbers, length: number): Vector {
  const own = lengthOf(a);
  return own === 0 ? Float32Array.from(a) : scaled(a, length / own);
}

/** Length √n: where nearly all latents of N(0, 1) are. */
export const normalised = (a: Numbers): Vector => withLength(a, Math.sqrt(a.length));

export const lerp = (a: Numbers, b: Numbers, t: number): Vector =>
  Float32Array.from(a, (value, i) => (1 - t) * value + t * b[i]);

/** Along the great circle between the directions (Shoemake 1985), lengths linearly; opposite ones go round by one side, always the same. */
export function slerp(a: Numbers, b: Numbers, t: number): Vector {
  const [from, to] = [lengthOf(a), lengthOf(b)];
  if (from === 0 || to === 0) return lerp(a, b, t);
  const cosine = Math.min(1, Math.max(-1, dot(a, b) / (from * to)));
  const towards = tangent(a, b, cosine * (to / from));
  const side = lengthOf(towards);
  // Too near to each other for a circle.
  if (cosine > 0 && side < 1e-9 * to) return lerp(a, b, t);
  const across = side < 1e-6 * to ? anyTangent(a) : towards;
  const angle = Math.acos(cosine) * t;
  const length = (1 - t) * from + t * to;
  const [along, beside] = [(Math.cos(angle) * length) / from, (Math.sin(angle) * length) / lengthOf(across)];
  return Float32Array.from(a, (value, i) => along * value + beside * across[i]);
}

/**
 * From `a` by angles x and y, in radians, along two directions at right angles to it and to each other: the exponential map
 * of the sphere, which keeps the length. A direction that lies along `a` or along the first leads nowhere.
 */
export function walked(a: Numbers, [u, v]: readonly [Numbers, Numbers], x: number, y: number): Vector {
  const length = lengthOf(a);
  if (length === 0) return Float32Array.from(a);
  const first = unit(tangent(a, u, dot(a, u) / length ** 2), lengthOf(u));
  const second = unit(tangent(first, tangent(a, v, dot(a, v) / length ** 2), dot(first, v)), lengthOf(v));
  const angle = Math.hypot(x * lengthOf(first), y * lengthOf(second));
  if (angle === 0) return Float32Array.from(a);
  const along = Math.cos(angle);
  const across = (Math.sin(angle) * length) / angle;
  return Float32Array.from(a, (value, i) => along * value + across * (x * first[i] + y * second[i]));
}

/** A − B + C, at the mean of their lengths: the sum itself would be longer than latents are. */
export function analogy(a: Numbers, b: Numbers, c: Numbers): Vector {
  const sum = Float32Array.from(a, (value, i) => value - b[i] + c[i]);
  return withLength(sum, (lengthOf(a) + lengthOf(b) + lengthOf(c)) / 3);
}

/** b − part · a, in double precision. */
const tangent = (a: Numbers, b: Numbers, part: number): Float64Array =>
  Float64Array.from(b, (value, i) => value - part * a[i]);

/** A direction at right angles to `a`: its smallest coordinate's axis, made so. */
function anyTangent(a: Numbers): Float64Array {
  let smallest = 0;
  for (let i = 1; i < a.length; i++) if (Math.abs(a[i]) < Math.abs(a[smallest])) smallest = i;
  const axis = new Float64Array(a.length);
  axis[smallest] = 1;
  return tangent(a, axis, a[smallest] / dot(a, a));
}

/** What is left of a vector of length `whole`, at length 1; zeros where only rounding errors are left. */
function unit(rest: Float64Array, whole: number): Float64Array {
  const length = lengthOf(rest);
  return length <= 1e-9 * whole ? new Float64Array(rest.length) : rest.map((value) => value / length);
}
