import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { GradientForms, GradientName, KernelForm } from '../../contract/gradient-kernels.ts';
import type { Card } from '../../gpu/card.ts';
import { GpuFailure } from '../../gpu/gpu-failure.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import { type GradientCall, type StartedGradient, startGradient } from '../operations/gradient-on-card.ts';
import { formsOf, usualForms } from '../step-compiler/gpu/kernels/forms.ts';

/**
 * Times the forms of our kernels on a card, a second or two besides compiling them. Gives the fastest, and behind it the usual
 * one where that is another: to be used where the card computes wrongly with the first. Throws GpuFailure where the card is
 * lost.
 */
export async function chooseForms(
  card: Card,
  send: (message: FromCompute) => void,
  start = startGradient,
): Promise<readonly [fastest: GradientForms, usual?: GradientForms]> {
  const fastest = async <Name extends GradientName>(gradient: Name): Promise<GradientForms[Name]> => {
    const forms: readonly GradientForms[Name][] = formsOf[gradient];
    const note = `the kernels of gradients by the ${gradient}, to choose the fastest`;
    send({ type: 'working', done: 0, total: forms.length, unit: 'kernels', note });
    await yieldToEvents();
    const ms = await timeForms(card, gradient, forms, start);
    const best = ms.indexOf(Math.min(...ms));
    return Number.isFinite(ms[best]) ? forms[best] : usualForms[gradient];
  };
  const chosen: GradientForms = { filter: await fastest('filter'), input: await fastest('input') };
  const isUsual = chosen.filter === usualForms.filter && chosen.input === usualForms.input;
  return isUsual ? [chosen] : [chosen, usualForms];
}

/** Two of `standard-64`, of the kinds that take most of its time. */
const layers: readonly Pick<GradientCall, 'picture' | 'filter' | 'attributes'>[] = [
  { picture: [1, 32, 32, 48], filter: [4, 4, 48, 96], attributes: { strides: 2, pad: 'same' } },
  { picture: [1, 16, 16, 96], filter: [3, 3, 96, 96], attributes: { strides: 1, pad: 'same' } },
];

/** Pictures at once: few take software a tenth of a second, and a card too little to be told from the way to it. */
const batches = [2, 64];
/** Times below are those of the way. */
const fewestMs = 10;
/** What is done for the first time may be slower; the fastest turn counts. */
const turns = 2;

/** Milliseconds of each form over all layers; infinite where the card refuses it. */
async function timeForms(
  card: Card,
  gradient: GradientName,
  forms: readonly KernelForm[],
  start: typeof startGradient,
): Promise<readonly number[]> {
  let sums: number[] = [];
  for (const batch of batches) {
    sums = forms.map(() => 0);
    for (const { picture, ...layer } of layers) {
      const call = { gradient, picture: [batch, ...picture.slice(1)], ...layer };
      const started: (StartedGradient | undefined)[] = [];
      try {
        // One after the other: recording has a backend of TensorFlow.js for itself.
        for (const form of forms) started.push(await start(card, call, form).catch(unlessLost));
        const best = await fastestTurns(started);
        sums = sums.map((sum, i) => sum + best[i]);
      } finally {
        for (const each of started) each?.dispose();
      }
    }
    if (Math.min(...sums) >= fewestMs) break;
  }
  return sums;
}

/** Milliseconds of the fastest turn of each; infinite where there is none, or where the card refuses a turn. */
async function fastestTurns(started: readonly (StartedGradient | undefined)[]): Promise<number[]> {
  const best = started.map(() => Number.POSITIVE_INFINITY);
  const refused = new Set<number>();
  for (let turn = 0; turn < turns; turn++)
    for (const [i, each] of started.entries()) {
      if (each === undefined || refused.has(i)) continue;
      const ms = await each.time().catch(unlessLost);
      if (ms === undefined) refused.add(i);
      best[i] = ms === undefined ? Number.POSITIVE_INFINITY : Math.min(best[i], ms);
    }
  return best;
}

function unlessLost(error: unknown): undefined {
  if (error instanceof GpuFailure && error.trouble !== 'lost') return undefined;
  throw error;
}
