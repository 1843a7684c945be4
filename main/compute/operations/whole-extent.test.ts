import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { checkOperation } from './check-operation.ts';
import { describeDeviation } from './deviation.ts';
import { describeOperation } from './operation.ts';
import { operationsToProve, workLimits } from './operations-to-prove.ts';

/** As the proof in its whole extent. */
const thorough = { places: 250, filterPlaces: 40 };

// Long sums are cut into parts by threads: as many as a training has. Read when TensorFlow is loaded.
const threads = String(availableParallelism());
Object.assign(process.env, { TF_NUM_INTRAOP_THREADS: threads, TF_NUM_INTEROP_THREADS: threads });
const [engine] = await enginesHere();
/**
 * No operation is left out on either engine. WebAssembly has one thread and a twentieth of TensorFlow's speed, so that it
 * tries them with fewer pictures and, where one picture is too much, on a smaller map: the same kernels in the same widths.
 */
const limit = engine === 'tensorflow' ? workLimits.whole : workLimits.whole / 8;

const operations = operationsToProve('whole', limit);
const groups = Map.groupBy(operations, (operation) =>
  operation.kind === 'convolution'
    ? `convolution with ${operation.kernel.join('×')} filters, stride ${operation.stride}`
    : operation.kind.replace('-', ' '),
);

/** A minute on a quiet computer; so long that no other work makes it fail. */
const patienceMs = 900_000;

describe(`the whole extent of the proof, on ${engine}`, () => {
  beforeAll(() => useEngine(engine));

  it('has every kind of operation, and as many shapes as without a limit', () => {
    expect(new Set(operations.map(({ kind }) => kind)).size).toBe(6);
    expect(operations).toHaveLength(operationsToProve('whole', Number.POSITIVE_INFINITY).length);
    expect(operations.length).toBeGreaterThan(operationsToProve('quick').length);
  });

  it.each([...groups])(
    'every %s is right',
    (_, group) => {
      const wrong = group.flatMap((operation) => {
        const found = checkOperation(operation, thorough).wrong;
        return found === undefined ? [] : [`${describeOperation(operation)}: ${describeDeviation(found)}`];
      });
      expect(wrong).toEqual([]);
    },
    patienceMs,
  );
});
