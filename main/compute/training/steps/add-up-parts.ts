import type { Mpi } from '../../../mpi/mpi-addon.ts';

/** What adding up needs to know of the ranks. */
export interface Share {
  rank: number;
  size: number;
  mpi: Pick<Mpi, 'allreduce' | 'broadcast'>;
  /** Parts of a batch, dealt out in turn: rank r computes the parts r, r + size, … */
  parts: number;
  /** True: added up in the order of the parts, so that any number of ranks gives the same bits. */
  inOrder: boolean;
}

export interface AddedUp {
  /** Of all parts. */
  sums: Float32Array;
  /** The scalars of each part, in the order of the parts. */
  numbers: Float32Array[];
}

/**
 * Computes this rank's parts of a batch and adds up those of all ranks. A part gives its sums, and behind them `scalars`
 * numbers that are not added up.
 *
 * One MPI_Allreduce does it, whose order of additions is MPI's own. For two parts every order gives the same bits; for
 * more, an ordered sum sends each rank's part to all and adds in the order ((0 + p₀) + p₁) + …, as one process does:
 * `parts` times the length over the network instead of about twice.
 */
export function addUpParts(share: Share, scalars: number, compute: (part: number) => Float32Array): AddedUp {
  const { rank, size, parts, inOrder } = share;
  return inOrder && parts > 2
    ? addInOrder(share, scalars, compute)
    : addAtOnce(share, scalars, () =>
        Array.from({ length: parts / size }, (_, round) => {
          const part = round * size + rank;
          return { part, values: compute(part) };
        }),
      );
}

function addAtOnce(
  { parts, mpi }: Share,
  scalars: number,
  computeOwn: () => { part: number; values: Float32Array }[],
): AddedUp {
  const own = computeOwn();
  const length = own[0].values.length - scalars;
  // One buffer: the sums, and then a place for the scalars of every part, zero where another rank fills it.
  const buffer = new Float32Array(length + parts * scalars);
  for (const { part, values } of own) {
    add(buffer, values, length);
    buffer.set(values.subarray(length), length + part * scalars);
  }
  mpi.allreduce(buffer);
  return {
    sums: buffer.subarray(0, length),
    numbers: Array.from({ length: parts }, (_, part) =>
      buffer.slice(length + part * scalars, length + (part + 1) * scalars),
    ),
  };
}

function addInOrder(
  { rank, size, parts, mpi }: Share,
  scalars: number,
  compute: (part: number) => Float32Array,
): AddedUp {
  const numbers: Float32Array[] = [];
  let sums = new Float32Array(0);
  for (let first = 0; first < parts; first += size) {
    const own = compute(first + rank);
    const length = own.length - scalars;
    if (first === 0) sums = new Float32Array(length);
    const others = new Float32Array(own.length);
    for (let from = 0; from < size; from++) {
      const values = from === rank ? own : others;
      mpi.broadcast(values, from);
      add(sums, values, length);
      numbers.push(values.slice(length));
    }
  }
  return { sums, numbers };
}

/** In float32: the sum of two is exact in a double and rounded once. */
function add(sums: Float32Array, values: Float32Array, length: number): void {
  for (let i = 0; i < length; i++) sums[i] += values[i];
}
