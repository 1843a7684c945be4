import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AddedUp, addUpParts } from './add-up-parts.ts';

const scalars = 2;

/** What each rank gets when all of them add up; MPI's sum is taken in the order that is given. */
function addUpOn(size: number, parts: Float32Array[], inOrder: boolean, backwards = false): AddedUp[] {
  const compute = (part: number) => parts[part].slice();
  const run = (rank: number, mpi: Parameters<typeof addUpParts>[0]['mpi']) =>
    addUpParts({ rank, size, parts: parts.length, inOrder, mpi }, scalars, compute);
  const ranks = Array.from({ length: size }, (_, rank) => rank);
  const given = ranks.map((rank) => {
    let buffer: Float32Array | undefined;
    run(rank, {
      allreduce: (numbers) => {
        buffer = Float32Array.from(numbers);
      },
      broadcast: () => undefined,
    });
    return buffer;
  });
  return ranks.map((rank) => {
    let calls = 0;
    return run(rank, {
      allreduce: (numbers) => {
        const [first, ...rest] = backwards ? given.toReversed() : given;
        const sum = Float32Array.from(first ?? []);
        for (const each of rest) for (let i = 0; i < sum.length; i++) sum[i] += each?.[i] ?? Number.NaN;
        numbers.set(sum);
      },
      // Each part comes from the rank that it was dealt to, in the order of the parts.
      broadcast: (array, root) => {
        expect(root).toBe(calls % size);
        array.set(parts[calls]);
        calls += 1;
      },
    });
  });
}

/** As one process adds them up in its variables, which begin with zeros. */
function addedUpInOneProcess(parts: Float32Array[]): AddedUp {
  const sums = new Float32Array(parts[0].length - scalars);
  for (const part of parts) for (let i = 0; i < sums.length; i++) sums[i] = Math.fround(sums[i] + part[i]);
  return { sums, numbers: parts.map((part) => part.slice(-scalars)) };
}

/** The sign of a zero among the scalars is lost where others add a zero to it; that of a sum is not. */
const bits = ({ sums, numbers }: AddedUp) => [
  [...new Uint32Array(sums.slice().buffer)],
  ...numbers.map((each) => [...each].map((value) => value + 0)),
];

const someParts = (counts: readonly number[]) =>
  fc.constantFrom(...counts).chain((count) =>
    fc.array(fc.float32Array({ minLength: 5, maxLength: 5, noNaN: true, noDefaultInfinity: true }), {
      minLength: count,
      maxLength: count,
    }),
  );

test.each([
  [2, [2]],
  [2, [4, 6]],
  [3, [3, 6, 9]],
])('%d ranks give the bits of one process when they add up in order', (size, counts) => {
  fc.assert(
    fc.property(someParts(counts), fc.boolean(), (parts, backwards) => {
      const expected = bits(addedUpInOneProcess(parts));
      for (const added of addUpOn(size, parts, true, backwards)) expect(bits(added)).toEqual(expected);
    }),
  );
});

test.each([
  [2, [4, 6]],
  [3, [3, 6]],
])('%d ranks give much the same when MPI chooses the order', (size, counts) => {
  const small = someParts(counts).map((parts) => parts.map((part) => part.map((value) => value % 1000)));
  fc.assert(
    fc.property(small, (parts) => {
      const expected = addedUpInOneProcess(parts);
      for (const { sums, numbers } of addUpOn(size, parts, false)) {
        for (const [i, sum] of sums.entries()) expect(Math.abs(sum - expected.sums[i])).toBeLessThan(0.01);
        // A place that others leave empty adds a zero, which takes the sign of a negative one.
        expect(numbers.map((each) => [...each].map((value) => value + 0))).toEqual(
          expected.numbers.map((each) => [...each].map((value) => value + 0)),
        );
      }
    }),
  );
});
