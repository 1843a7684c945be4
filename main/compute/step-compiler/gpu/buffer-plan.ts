/** A value that lies in scratch memory from the dispatch that makes it to the last one that reads it. */
export interface Lifetime {
  bytes: number;
  /** Values of different functions never live at the same time. */
  function: string;
  first: number;
  last: number;
}

/**
 * Puts values into as few bytes of buffers as it can: the largest first, each into the first buffer that is free while it
 * lives (Pisarchyk & Lee 2020, "greedy by size"). Two values of one dispatch never share a buffer, since WebGPU does not
 * let a shader read and write the same one. Returns the bytes of each buffer, and for each value the index of its own.
 */
export function planBuffers(values: readonly Lifetime[]): { sizes: number[]; places: number[] } {
  const buffers: Lifetime[][] = [];
  const places = new Array<number>(values.length);
  const bySize = values.map((value, i) => ({ value, i })).toSorted((a, b) => b.value.bytes - a.value.bytes);
  for (const { value, i } of bySize) {
    let place = buffers.findIndex((others) => !others.some((other) => meets(value, other)));
    if (place < 0) place = buffers.push([]) - 1;
    buffers[place].push(value);
    places[i] = place;
  }
  // The first value of a buffer is its largest.
  return { sizes: buffers.map(([largest]) => largest.bytes), places };
}

const meets = (a: Lifetime, b: Lifetime): boolean =>
  a.function === b.function && a.first <= b.last && b.first <= a.last;
