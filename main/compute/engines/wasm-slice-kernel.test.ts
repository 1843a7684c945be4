import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadEngine } from './index.ts';
import { tf } from './tf.ts';

await loadEngine('wasm', 0);

/** Each axis with its side, and where a part of it begins and how much of it is taken; often all of it. */
const axis = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.nat(4), fc.nat(4), fc.boolean())
  .map(([side, begin, size, isWhole]) =>
    isWhole
      ? { side, begin: 0, size: side }
      : { side, begin: begin % side, size: 1 + (size % (side - (begin % side))) },
  );

/** The values at the places of the slice, straight from its definition. */
function sliced(shape: number[], begin: number[], size: number[]): number[] {
  const places = size.reduce<number[]>(
    (starts, count, i) =>
      starts.flatMap((start) => Array.from({ length: count }, (_, k) => start * shape[i] + begin[i] + k)),
    [0],
  );
  return places.map((place) => place + 1);
}

it('a slice on wasm is what lies at its places, for any axes and parts of them', () => {
  fc.assert(
    fc.property(fc.array(axis, { minLength: 1, maxLength: 5 }), (axes) => {
      const [shape, begin, size] = (['side', 'begin', 'size'] as const).map((key) =>
        axes.map((each) => each[key]),
      );
      const { values, made } = tf.tidy(() => {
        const x = tf.reshape(tf.range(1, 1 + tf.util.sizeFromShape(shape)), shape);
        const cut = tf.slice(x, begin, size);
        return { values: Array.from(cut.dataSync()), made: cut.shape };
      });
      expect(made).toEqual(size);
      expect(values).toEqual(sliced(shape, begin, size));
    }),
  );
});

it('a slice to the end of an axis, as −1 asks for it, is one too', () => {
  tf.tidy(() => {
    const x = tf.reshape(tf.range(0, 24), [2, 3, 4]);
    expect(Array.from(tf.slice(x, [0, 1, 0], [2, -1, 4]).dataSync())).toEqual([
      4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23,
    ]);
    expect(Array.from(tf.slice(x, [1], [-1]).dataSync())).toEqual(
      Array.from({ length: 12 }, (_, i) => 12 + i),
    );
  });
});
