import type { DirectionId } from '../../../../main/contract/ids.ts';
import type { LatentPoint, LatentRecipe } from '../../../../main/contract/latents/recipe.ts';

/** What the face on the Explore screen is made of. */
export interface Exploration {
  /** The face in the middle of the pad. */
  readonly centre: LatentPoint;
  /** Draws the two directions that the pad walks along. */
  readonly plane: number;
  /** Where on the pad, in radians from the middle. */
  readonly x: number;
  readonly y: number;
  readonly edits: LatentRecipe['edits'];
  readonly mix: LatentRecipe['mix'];
  readonly truncation: number;
}

/** What the pad's two axes are: two random directions, or two that were found. */
export type PadAxes = { kind: 'random' } | { kind: 'directions'; x: DirectionId; y: DirectionId };

/** A place on the pad, in radians or, along directions, in standard deviations. */
export interface PadPoint {
  readonly x: number;
  readonly y: number;
}

export const startAt = (centre: LatentPoint): Exploration => ({
  centre,
  plane: 1,
  x: 0,
  y: 0,
  edits: [],
  mix: [],
  truncation: 1,
});

/** Another face in the middle; what is done to faces (edits, mixing, truncation) stays. */
export const centredAt = (exploration: Exploration, centre: LatentPoint): Exploration => ({
  ...exploration,
  centre,
  x: 0,
  y: 0,
});

/** A face by itself in the middle: what had been done to the one before it is part of it, or was another's. */
export const replacedBy = (exploration: Exploration, centre: LatentPoint): Exploration => ({
  ...startAt(centre),
  plane: exploration.plane,
});

/** How the studio makes the face. Without a step it is the centre's own recipe, so that a seed's face stays one. */
export function recipeOf({ centre, plane, x, y, edits, mix, truncation }: Exploration): LatentRecipe {
  const origin = x === 0 && y === 0 ? centre : ({ kind: 'walk', from: centre, seed: plane, x, y } as const);
  return { origin, edits, mix, truncation };
}

export const editOf = ({ edits }: Exploration, direction: DirectionId): number =>
  edits.find((edit) => edit.direction === direction)?.amount ?? 0;

/** The face moved along a direction, to so many standard deviations; 0 takes the edit away. */
export function withEdit(exploration: Exploration, direction: DirectionId, amount: number): Exploration {
  const others = exploration.edits.filter((edit) => edit.direction !== direction);
  return { ...exploration, edits: amount === 0 ? others : [...others, { direction, amount }] };
}

export function positionOn(exploration: Exploration, axes: PadAxes): PadPoint {
  if (axes.kind === 'random') return { x: exploration.x, y: exploration.y };
  return { x: editOf(exploration, axes.x), y: editOf(exploration, axes.y) };
}

export function movedTo(exploration: Exploration, axes: PadAxes, { x, y }: PadPoint): Exploration {
  if (axes.kind === 'random') return { ...exploration, x, y };
  return withEdit(withEdit(exploration, axes.x, x), axes.y, y);
}

/** The pad with another direction on one of its axes; the other axis keeps its own, or takes `spare` until it is chosen. */
export function withAxis(axes: PadAxes, axis: 'x' | 'y', id: DirectionId, spare: DirectionId): PadAxes {
  const { x, y } = axes.kind === 'directions' ? axes : { x: spare, y: spare };
  return { kind: 'directions', ...(axis === 'x' ? { x: id, y } : { x, y: id }) };
}

/** Who gives a stage its latent; undefined = the face itself. */
export const stageSource = ({ mix }: Exploration, stage: number): LatentPoint | undefined =>
  mix.find(({ stages }) => stages.includes(stage))?.from;

/** The face with one stage taken from another, or given back. */
export function withStageFrom(
  exploration: Exploration,
  stage: number,
  from: LatentPoint | undefined,
): Exploration {
  const others = exploration.mix
    .map((part) => ({ ...part, stages: part.stages.filter((other) => other !== stage) }))
    .filter(({ stages }) => stages.length > 0);
  if (from === undefined) return { ...exploration, mix: others };
  const same = others.find((part) => part.from === from);
  const mix = same
    ? others.map((part) =>
        part === same ? { ...part, stages: [...part.stages, stage].sort((a, b) => a - b) } : part,
      )
    : [...others, { stages: [stage], from }];
  return { ...exploration, mix };
}
