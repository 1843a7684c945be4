import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../contract/errors.ts';
import type { Card, CardTrouble } from '../../../gpu/card.ts';
import { GpuFailure } from '../../../gpu/gpu-failure.ts';
import { fakeCard } from '../../../gpu/testing/fake-card.ts';
import { loadEngine } from '../../engines/index.ts';
import { smallConfig } from '../../testing/small-runs.ts';
import { createTrainingState, disposeTrainingState } from '../state/training-state.ts';
import { GpuSteps } from './gpu-steps.ts';

await loadEngine('wasm', 1);

/** A card that starts every program, and fails with whatever it runs. */
const failingCard = (trouble: CardTrouble): Card => ({
  ...fakeCard(),
  start: async () => {
    const fail = () => Promise.reject(new GpuFailure(trouble, 'So says the card.'));
    return { run: fail, readState: fail, writeState: () => undefined, dispose: () => undefined };
  },
});

describe('a card that fails while it computes', () => {
  it.each<[CardTrouble, ErrorCode]>([
    ['lost', 'CARD_LOST'],
    ['memory', 'MEMORY_SHORT'],
    ['refused', 'ENGINE_UNAVAILABLE'],
  ])('says why: %s is %s', async (trouble, code) => {
    const state = createTrainingState(smallConfig('classic-mlp'));
    const runner = await GpuSteps.compile(state, failingCard(trouble));
    for (const ask of [() => runner.isFinite(), () => runner.sync()])
      await expect(ask()).rejects.toMatchObject({ code, data: { subject: 'So says the card.' } });
    runner.dispose();
    disposeTrainingState(state);
  });
});
