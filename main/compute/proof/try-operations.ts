import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { GradientForms } from '../../contract/gradient-kernels.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { ProofFault } from '../../protocol/proof.ts';
import { openedCard } from '../engines/webgpu.ts';
import type { Thoroughness } from '../operations/check-bilinear.ts';
import { checkOnCard, isTriedOnCard } from '../operations/check-on-card.ts';
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

/**
 * Tries operations of the engine of this process against plain sums, and says each before it is tried. On a graphics card, with
 * these forms of our kernels.
 */
export async function tryOperations(
  operations: readonly Operation[],
  extent: 'quick' | 'whole',
  send: (message: FromCompute) => void,
  forms?: GradientForms,
): Promise<Findings> {
  const card = openedCard();
  const tried = card === undefined ? operations : operations.filter(isTriedOnCard);
  const faults: ProofFault[] = [];
  let worst = 0;
  for (const [done, operation] of tried.entries()) {
    const note = describeOperation(operation);
    send({ type: 'working', done, total: tried.length, unit: 'operations', note });
    await yieldToEvents();
    const { worstShare, wrong } =
      card !== undefined && isTriedOnCard(operation)
        ? await checkOnCard(operation, thoroughness[extent], card, forms)
        : checkOperation(operation, thoroughness[extent]);
    worst = Math.max(worst, worstShare);
    if (wrong !== undefined) faults.push({ operation: note, reason: describeDeviation(wrong) });
  }
  return { operations: tried.length, faults, worst };
}
