import { expect, test } from 'vitest';
import { DirectionId } from '../../../../main/contract/ids.ts';
import { type LatentPoint, LatentRecipe } from '../../../../main/contract/latents/recipe.ts';
import {
  centredAt,
  editOf,
  movedTo,
  positionOn,
  recipeOf,
  replacedBy,
  stageSource,
  startAt,
  withAxis,
  withEdit,
  withStageFrom,
} from './exploration.ts';

const seed = (value: number): LatentPoint => ({ kind: 'seed', seed: value, index: 0 });
const [smile, age] = [DirectionId.parse('smile'), DirectionId.parse('age')];
const random = { kind: 'random' } as const;
const along = { kind: 'directions', x: smile, y: age } as const;

test("a seed's own face stays one, and a step away from it is a walk", () => {
  const start = startAt(seed(42));
  expect(recipeOf(start).origin).toEqual(seed(42));
  const recipe = recipeOf(movedTo({ ...start, truncation: 0.7 }, random, { x: 0.5, y: -1 }));
  expect(recipe.origin).toEqual({ kind: 'walk', from: seed(42), seed: 1, x: 0.5, y: -1 });
  expect(LatentRecipe.parse(recipe)).toEqual(recipe);
});

test('the pad walks along chosen directions by their edits', () => {
  const moved = movedTo(withEdit(startAt(seed(1)), age, 1), along, { x: 2, y: 0 });
  expect(moved.edits).toEqual([{ direction: smile, amount: 2 }]);
  expect(positionOn(moved, along)).toEqual({ x: 2, y: 0 });
  expect(positionOn(moved, random)).toEqual({ x: 0, y: 0 });
  expect(editOf(moved, age)).toBe(0);
});

test('a direction takes one axis of the pad and leaves the other its own', () => {
  const across = withAxis(random, 'x', smile, age);
  expect(across).toEqual({ kind: 'directions', x: smile, y: age });
  expect(withAxis(random, 'y', smile, age)).toEqual({ kind: 'directions', x: age, y: smile });
  const hair = DirectionId.parse('hair');
  expect(withAxis(across, 'y', hair, age)).toEqual({ kind: 'directions', x: smile, y: hair });
});

test('another centre keeps what is done to faces; another face does not', () => {
  const edited = withEdit(
    { ...movedTo(startAt(seed(1)), random, { x: 1, y: 1 }), plane: 9, truncation: 0.5 },
    smile,
    2,
  );
  const next = centredAt(edited, seed(2));
  expect([next.x, next.y, next.truncation, next.plane]).toEqual([0, 0, 0.5, 9]);
  expect(next.edits).toBe(edited.edits);
  expect(replacedBy(edited, seed(3))).toEqual({ ...startAt(seed(3)), plane: 9 });
});

test('a stage has one source, stages of one source stand together, and all can be given back', () => {
  const [a, b] = [seed(7), seed(8)];
  const mixed = withStageFrom(withStageFrom(withStageFrom(startAt(seed(1)), 2, a), 0, a), 1, b);
  expect(mixed.mix).toEqual([
    { stages: [0, 2], from: a },
    { stages: [1], from: b },
  ]);
  expect(stageSource(mixed, 2)).toBe(a);
  expect(stageSource(mixed, 3)).toBeUndefined();
  const changed = withStageFrom(mixed, 2, b);
  expect(changed.mix).toEqual([
    { stages: [0], from: a },
    { stages: [1, 2], from: b },
  ]);
  expect([0, 1, 2].reduce((was, stage) => withStageFrom(was, stage, undefined), changed).mix).toEqual([]);
});
