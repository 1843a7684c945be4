import { StudioError } from '../../contract/errors.ts';
import type { DirectionId } from '../../contract/ids.ts';
import type { LatentOrigin, LatentPoint, LatentRecipe, VectorPoint } from '../../contract/latents/recipe.ts';
import type { LatentSpace } from '../../contract/latents/space.ts';
import {
  added,
  analogy,
  lengthOf,
  lerp,
  normalised,
  scaled,
  slerp,
  walked,
  withLength,
} from '../../contract/latents/vectors.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';

/** A mapped latent for every stage, coarse to fine: what a generator draws one picture from. */
export type Styles = readonly Float32Array[];

/** What a recipe needs to know of a direction: a vector of length 1, and the stages that it moves, absent = all. */
export interface DirectionVector {
  vector: Float32Array;
  stages?: readonly number[];
}

/** Follows a recipe. Throws INVALID_INPUT where it does not fit the generator. Pure. */
export function resolveRecipe(
  recipe: LatentRecipe,
  space: LatentSpace,
  directionOf: (id: DirectionId) => DirectionVector,
): Styles {
  let styles = originOf(recipe.origin, space);
  for (const { direction, amount } of recipe.edits) {
    const { vector, stages } = directionOf(direction);
    assertStages(stages ?? [], space);
    styles = styles.map((style, stage) =>
      stages === undefined || stages.includes(stage) ? moved(style, vector, amount, space) : style,
    );
  }
  for (const { stages, from } of recipe.mix) {
    if (space.whyNoMixing !== undefined) throw misfit(space.whyNoMixing, 'Leave the mixing out.');
    assertStages(stages, space);
    const other = pointOf(from, space);
    styles = styles.map((style, stage) => (stages.includes(stage) ? other[stage] : style));
  }
  const { truncation } = recipe;
  return truncation === 1 ? styles : styles.map((style) => scaled(style, truncation));
}

/** The numbers that give the same picture again; once where all stages have the same. */
export function toVectorPoint(styles: Styles, space: LatentSpace): VectorPoint {
  const isOne = styles.every((style) => style.every((value, i) => value === styles[0][i]));
  const kept = isOne ? styles.slice(0, 1) : styles;
  // Mapping leaves what already has its length as it is, but for the last bit.
  const isMapped = kept.every((style) => Math.abs(lengthOf(style) / Math.sqrt(style.length) - 1) < 1e-5);
  return {
    kind: 'vector',
    values: kept.flatMap((style) => Array.from(style)),
    space: space.mapping === 'none' || isMapped ? 'z' : 'w',
  };
}

/** What `toVectorPoint` wrote down, to the last bit: nothing is mapped again. */
export const toStyles = ({ values }: VectorPoint, space: LatentSpace): Styles =>
  pointOf({ kind: 'vector', values, space: 'w' }, space);

function originOf(origin: LatentOrigin, space: LatentSpace): Styles {
  switch (origin.kind) {
    case 'between': {
      const between = origin.method === 'slerp' ? slerp : lerp;
      return combined([origin.a, origin.b], space, ([a, b]) => between(a, b, origin.t));
    }
    case 'arithmetic':
      return combined([origin.a, origin.b, origin.c], space, ([a, b, c]) => analogy(a, b, c));
    case 'walk': {
      const drawn = seededLatents(origin.seed, 0, 2, space.latentSize);
      const [u, v] = [drawn.subarray(0, space.latentSize), drawn.subarray(space.latentSize)];
      return combined([origin.from], space, ([from]) => walked(from, [u, v], origin.x, origin.y));
    }
    default:
      return pointOf(origin, space);
  }
}

/** Stage by stage, from the latents that several points have there. */
function combined(
  points: readonly LatentPoint[],
  space: LatentSpace,
  combine: (latents: Float32Array[]) => Float32Array,
): Styles {
  const given = points.map((point) => pointOf(point, space));
  return space.stages.map((_, stage) => combine(given.map((styles) => styles[stage])));
}

function pointOf(point: LatentPoint, space: LatentSpace): Styles {
  const { latentSize, stages, mapping } = space;
  const map = (latent: Float32Array) => (mapping === 'normalise' ? normalised(latent) : latent);
  if (point.kind === 'seed') {
    const mapped = map(seededLatents(point.seed, point.index, 1, latentSize));
    return stages.map(() => mapped);
  }
  const values = Float32Array.from(point.values);
  assertVector(values, space);
  const styles = stages.map((_, stage) => {
    const start = values.length === latentSize ? 0 : stage * latentSize;
    return values.slice(start, start + latentSize);
  });
  return point.space === 'w' ? styles : styles.map(map);
}

/** Where latents are of one length, an edited one keeps it. */
function moved(
  style: Float32Array,
  direction: Float32Array,
  amount: number,
  space: LatentSpace,
): Float32Array {
  const sum = added(style, direction, amount);
  return space.mapping === 'normalise' ? withLength(sum, lengthOf(style)) : sum;
}

function assertVector(values: Float32Array, { latentSize, stages }: LatentSpace): void {
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken !== -1) {
    throw misfit(
      `Number ${broken + 1} of the vector is not a finite number.`,
      'Give numbers only; those of N(0, 1) give usual faces.',
    );
  }
  const perStage = latentSize * stages.length;
  if (values.length === latentSize || values.length === perStage) return;
  throw misfit(
    `The vector has ${values.length} numbers; this generator takes ${latentSize}.`,
    stages.length === 1
      ? `Give ${latentSize} numbers.`
      : `Give ${latentSize} numbers, or ${perStage}: ${latentSize} for each of its ${stages.length} stages.`,
  );
}

function assertStages(stages: readonly number[], space: LatentSpace): void {
  const beyond = stages.find((stage) => stage >= space.stages.length);
  if (beyond === undefined) return;
  throw misfit(
    `There is no stage ${beyond + 1}; this generator has ${space.stages.length}.`,
    'Choose among the stages that it has.',
  );
}

const misfit = (message: string, next: string) => new StudioError('INVALID_INPUT', message, { next });
