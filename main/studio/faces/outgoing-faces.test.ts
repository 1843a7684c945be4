import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { LatentRecipe } from '../../contract/latents/recipe.ts';
import { type FaceFacts, outgoingFaces } from './outgoing-faces.ts';

/** Faces that say how they were drawn. */
const drawn = (...faces: Omit<FaceFacts, 'fromName'>[]) =>
  outgoingFaces({ count: faces.length, size: 1, channels: 1, data: new Uint8Array(faces.length) }, (i) => ({
    fromName: 'Ada',
    ...faces[i],
  }));
const vector = (truncation = 1): LatentRecipe =>
  LatentRecipe.parse({ origin: { kind: 'vector', values: Array(64).fill(0.25) }, truncation });
const row = (number: number, of: number) => ({ file: 'latents.csv', row: number, of });

describe('a face on its way into a file says which it is', () => {
  it('by its row, so that names sort as the rows do', () => {
    const faces = drawn({ index: 0, recipe: vector(), row: row(7, 12) });
    expect(faces[0]).toMatchObject({
      name: 'Ada-row-0007',
      label: 'row 7',
      origin: { latent: { file: 'latents.csv', row: 7 } },
    });
    const many = Array.from({ length: 10_000 }, (_, i) => ({
      index: 0,
      recipe: vector(),
      row: row(i + 1, 10_000),
    }));
    const names = drawn(...many).map(({ name }) => name);
    expect(names.toSorted()).toEqual(names);
    expect([names[0], names[9999]]).toEqual(['Ada-row-00001', 'Ada-row-10000']);
  });

  it('by its row and the truncation, where there is one', () => {
    const [face] = drawn({ index: 0, recipe: vector(0.7), row: row(7, 12) });
    expect(face).toMatchObject({
      name: 'Ada-row-0007-psi0.7',
      label: 'row 7 psi0.7',
      origin: { latent: { name: 'row 7 of latents.csv, truncation 0.7' } },
    });
  });

  it('by its seed and index, truncated or not', () => {
    const recipe = (more: Partial<z.input<typeof LatentRecipe>> = {}) =>
      LatentRecipe.parse({ origin: { kind: 'seed', seed: 42, index: 3 }, ...more });
    const [plain, truncated, edited] = drawn(
      { index: 3, seed: 42 },
      { index: 0, recipe: recipe({ truncation: 0.5 }) },
      { index: 0, recipe: recipe({ edits: [{ direction: 'pca-0', amount: 1 }] }), number: 2 },
    );
    expect(plain).toMatchObject({ name: 'Ada-s42-0003', label: '42 / 3' });
    expect(truncated).toMatchObject({ name: 'Ada-s42-0003-psi0.5', label: '42 / 3 psi0.5' });
    // It is no longer the seed's own face.
    expect(edited.name).toMatch(/^Ada-0002-l[0-9a-f]{8}$/);
  });

  it('by its place in the export and the hash of its recipe, where there is nothing else', () => {
    const [face] = drawn({ index: 0, recipe: vector(), number: 12 });
    expect(face.name).toMatch(/^Ada-0012-l[0-9a-f]{8}$/);
    expect(face.origin.latent).toEqual({ name: expect.stringMatching(/^recipe SHA-256 [0-9a-f]{64}$/) });
  });
});
