import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { FromCompute } from '../../protocol/messages.ts';
import type { ProofFault } from '../../protocol/proof.ts';
import type { Thoroughness } from '../operations/check-bilinear.ts';
import { checkOperation } from '../operations/check-operation.ts';
import { describeDeviation } from '../operations/deviation.ts';
import { describeOperation, type Operation } from '../operations/operation.ts';

/** What came of a proof. */
export interface Findings {
  operations: number;
  faults: ProofFault[];
  /** Largest difference from what is right, as a share of the largest value. */
  worst: number;
}

const thoroughness: Readonly<Record<'quick' | 'whole', Thoroughness>> = {
  quick: { places: 60, filterPlaces: 20 },
  whole: { places: 250, filterPlaces: 40 },
};

/** Tries operations of the active engine against plain sums, and says each before it is tried. */
export async function tryOperations(
  operations: readonly Operation[],
  extent: 'quick' | 'whole',
  send: (message: FromCompute) => void,
): Promise<Findings> {
  const faults: ProofFault[] = [];
  let worst = 0;
  for (const [done, operation] of operations.entries()) {
    const note = describeOperation(operation);
    send({ type: 'working', done, total: operations.length, unit: 'operations', note });
    await yieldToEvents();
    const { worstShare, wrong } = checkOperation(operation, thoroughness[extent]);
    worst = Math.max(worst, worstShare);
    if (wrong !== undefined) faults.push({ operation: note, reason: describeDeviation(wrong) });
  }
  return { operations: operations.length, faults, worst };
}
