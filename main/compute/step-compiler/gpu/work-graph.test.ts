import { describe, expect, it } from 'vitest';
import type { RecordedWork } from './recorded-work.ts';
import { bufferUsage, RecordedBuffer } from './recording-device.ts';
import { WorkGraph } from './work-graph.ts';

/** Works that each make a value of those of earlier ones, which are given by their numbers. */
function worksOf(reads: readonly (readonly number[])[]): RecordedWork[] {
  const made = reads.map(() => new RecordedBuffer(16, bufferUsage.STORAGE, false));
  return reads.map((read, i) => ({
    kind: 'elementwise',
    operation: 'Add',
    buffers: [
      ...read.map((work) => ({ buffer: made[work], isWritten: false })),
      { buffer: made[i], isWritten: true },
    ],
    broadcasts: [],
    numbers: [],
  }));
}

const all = () => true;

describe('a graph of works', () => {
  it('joins two, unless another comes between them', () => {
    const works = worksOf([[], [0], [0, 1], [2]]);
    const graph = new WorkGraph(works);
    graph.join(0, 2, all);
    graph.join(2, 3, all);
    expect(graph.inOrder().map(({ group }) => group.map((work) => works.indexOf(work)))).toEqual([
      [0],
      [1],
      [2, 3],
    ]);
  });

  it('refuses an order for groups that wait for each other', () => {
    const graph = new WorkGraph(worksOf([[], [], [0, 1], [0], [3, 1]]));
    // A later work is joined before an earlier one, which hides the way from 0 over 3 to 1 and 2.
    graph.join(1, 4, all);
    graph.join(0, 2, all);
    expect(() => graph.inOrder()).toThrow('wait for each other');
  });
});
