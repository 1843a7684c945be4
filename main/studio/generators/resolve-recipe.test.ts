import { describe, expect, it } from 'vitest';
import type { input } from 'zod';
import { DirectionId } from '../../contract/ids.ts';
import { LatentRecipe } from '../../contract/latents/recipe.ts';
import type { LatentSpace } from '../../contract/latents/space.ts';
import { dot, lengthOf, lerp, normalised, scaled, slerp } from '../../contract/latents/vectors.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';
import { type DirectionVector, resolveRecipe, toVectorPoint } from './resolve-recipe.ts';

const latentSize = 16;
const styled: LatentSpace = {
  latentSize,
  stages: [{ side: 4 }, { side: 8 }, { side: 16 }],
  mapping: 'normalise',
};
const plain: LatentSpace = { latentSize, stages: [{}], mapping: 'none', whyNoMixing: 'It has one latent.' };
const length = Math.sqrt(latentSize);

const axis: DirectionVector = {
  vector: Float32Array.from({ length: latentSize }, (_, i) => (i === 2 ? 1 : 0)),
};
const direction = DirectionId.parse('smile');
const resolve = (recipe: input<typeof LatentRecipe>, space = styled, found = axis) =>
  resolveRecipe(LatentRecipe.parse(recipe), space, () => found);
const seed = (index: number) => ({ kind: 'seed' as const, seed: 5, index });
const z = (index: number) => seededLatents(5, index, 1, latentSize);

describe('an origin', () => {
  it('of a seed is its latent, mapped, at every stage', () => {
    const styles = resolve({ origin: seed(3) });
    expect(styles).toEqual(Array(3).fill(normalised(z(3))));
    expect(resolve({ origin: seed(3) }, plain)).toEqual([z(3)]);
  });

  it('between two faces goes over the sphere by slerp and through it by lerp', () => {
    const [a, b] = [normalised(z(0)), normalised(z(1))];
    const between = { kind: 'between', a: seed(0), b: seed(1), t: 0.5 } as const;
    expect(resolve({ origin: between })[1]).toEqual(slerp(a, b, 0.5));
    const [across] = resolve({ origin: { ...between, method: 'lerp' } });
    expect(across).toEqual(lerp(a, b, 0.5));
    expect(lengthOf(across)).toBeLessThan(0.95 * length);
  });

  it('of a walk stays among faces', () => {
    const [style] = resolve({ origin: { kind: 'walk', from: seed(0), seed: 9, x: 0.3, y: -0.4 } });
    expect(lengthOf(style)).toBeCloseTo(length, 4);
    expect(dot(style, normalised(z(0))) / latentSize).toBeCloseTo(Math.cos(0.5), 4);
    expect(resolve({ origin: { kind: 'walk', from: seed(0), seed: 9, x: 0, y: 0 } })[0]).toEqual(
      normalised(z(0)),
    );
  });

  it('of arithmetic is A where B and C are the same', () => {
    const [style] = resolve({ origin: { kind: 'arithmetic', a: seed(0), b: seed(1), c: seed(1) } });
    expect(dot(style, normalised(z(0))) / latentSize).toBeCloseTo(1, 5);
  });
});

describe('an edit', () => {
  const recipe = { origin: seed(0), edits: [{ direction, amount: 2 }] };

  it('moves along the direction and keeps the length where latents have one', () => {
    const [style] = resolve(recipe);
    expect(lengthOf(style)).toBeCloseTo(length, 4);
    expect(style[2]).toBeGreaterThan(normalised(z(0))[2]);
    const [free] = resolve(recipe, plain);
    expect(free[2]).toBeCloseTo(z(0)[2] + 2, 5);
    expect(free[3]).toBe(z(0)[3]);
  });

  it('moves the direction’s own stages alone', () => {
    const before = resolve({ origin: seed(0) });
    const after = resolve(recipe, styled, { ...axis, stages: [1] });
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(after[1]).not.toEqual(before[1]);
  });
});

it('mixing takes the stages that are named from another face, and truncation comes last', () => {
  const mixed = resolve({ origin: seed(0), mix: [{ stages: [2], from: seed(1) }], truncation: 0.5 });
  const [own, other] = [scaled(normalised(z(0)), 0.5), scaled(normalised(z(1)), 0.5)];
  expect(mixed).toEqual([own, own, other]);
});

it('the numbers of a face give that face again, whatever was done to it', () => {
  const recipes: input<typeof LatentRecipe>[] = [
    { origin: seed(0) },
    { origin: seed(0), truncation: 0.6, mix: [{ stages: [0], from: seed(4) }] },
    { origin: { kind: 'between', a: seed(0), b: seed(1), t: 0.5, method: 'lerp' } },
  ];
  for (const space of [styled, plain]) {
    for (const { mix = [], ...recipe } of recipes) {
      const styles = resolve({ ...recipe, ...(space === styled ? { mix } : {}) }, space);
      const again = resolve({ origin: toVectorPoint(styles, space) }, space);
      expect(again).toHaveLength(styles.length);
      again.forEach((style, stage) => {
        expect(Math.max(...style.map((value, i) => Math.abs(value - styles[stage][i])))).toBeLessThan(1e-5);
      });
    }
  }
  expect(toVectorPoint(resolve({ origin: seed(0) }), styled)).toMatchObject({
    space: 'z',
    values: { length: latentSize },
  });
});

it.each<[string, input<typeof LatentRecipe>, LatentSpace, RegExp]>([
  ['a vector of another length', { origin: { kind: 'vector', values: [1, 2] } }, styled, /2 numbers.*16/],
  ['mixing of one latent', { origin: seed(0), mix: [{ stages: [0], from: seed(1) }] }, plain, /one latent/],
  [
    'a stage that is not there',
    { origin: seed(0), mix: [{ stages: [3], from: seed(1) }] },
    styled,
    /no stage 4/,
  ],
])('%s is refused with a next step', (_, recipe, space, message) => {
  expect(() => resolve(recipe, space)).toThrow(
    expect.objectContaining({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
      data: { next: expect.stringMatching(/\.$/) },
    }),
  );
});

it('numbers that are not finite are refused before anything is drawn', () => {
  const values = Array.from({ length: latentSize }, (_, i) => (i === 4 ? Number.NaN : 0));
  expect(LatentRecipe.safeParse({ origin: { kind: 'vector', values } }).success).toBe(false);
  const beyond = { origin: { kind: 'vector', values: values.map(() => 1e300) } } as const;
  expect(() => resolve(beyond)).toThrow(/Number 1 of the vector/);
});
