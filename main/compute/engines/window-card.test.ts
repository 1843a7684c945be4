import { describe, expect, it, test } from 'vitest';
import type { Card, CardChoice, MissingCard } from '../../gpu/card.ts';
import { GpuFailure } from '../../gpu/gpu-failure.ts';
import { serveCard } from '../../gpu/serve-card.ts';
import { fakeCard } from '../../gpu/testing/fake-card.ts';
import { lines } from '../../gpu/testing/lines.ts';
import { loadEngine } from './index.ts';
import { openedCard } from './webgpu.ts';
import { type AskForCard, openWindowCard } from './window-card.ts';

/** A shell whose page serves such a card. */
const offering =
  (card: (choice: CardChoice) => Card | MissingCard): AskForCard =>
  async () => {
    const { page, asker } = lines();
    serveCard(page, async (choice) => card(choice));
    return asker;
  };

const refusing: AskForCard = () => Promise.reject(new GpuFailure('lost', 'The window was closed.'));

describe('the card of a window', () => {
  test.each<[MissingCard['missing'], RegExp]>([
    ['webgpu', /no WebGPU here/],
    ['card', /finds no graphics card\./],
    ['second', /no second one/],
    ['hardware', /only software in its place/],
    ['device', /refuses to compute/],
  ])(
    'that is missing for "%s" is an engine that cannot be had, with what to do',
    async (missing, message) => {
      const ask = offering(() => ({ missing, detail: 'acme' }));
      await expect(openWindowCard(ask, {})).rejects.toMatchObject({
        code: 'ENGINE_UNAVAILABLE',
        message: expect.stringMatching(message),
        data: { next: expect.stringMatching(/\.$/), subject: 'acme' },
      });
    },
  );

  it('is the one that the environment asks for, and software only where it is allowed', async () => {
    const asked: CardChoice[] = [];
    const ask = offering((choice) => {
      asked.push(choice);
      return fakeCard();
    });
    await openWindowCard(ask, {});
    await openWindowCard(ask, { FACELOOM_WEBGPU_SOFTWARE: '1' });
    await openWindowCard(ask, { FACELOOM_WEBGPU_POWER: 'low-power' });
    expect(asked).toEqual([
      { allowsSoftware: false, power: 'high-performance' },
      { allowsSoftware: true, power: 'high-performance' },
      { allowsSoftware: false, power: 'low-power' },
    ]);
  });

  it('is an engine that cannot be had where there is no window, with the reason', async () => {
    await expect(openWindowCard(refusing, {})).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: 'The window was closed.',
    });
    await expect(loadEngine('webgpu', 1, refusing)).rejects.toMatchObject({
      message: 'The window was closed.',
    });
  });

  it('is what the engine webgpu makes its steps on, where a window is offered', async () => {
    const { id, version } = await loadEngine(
      'webgpu',
      1,
      offering(() => fakeCard()),
    );
    expect({ id, version }).toEqual({ id: 'webgpu', version: 'Electron of an unknown version, acme abacus' });
    expect(openedCard()?.adapter).toEqual(fakeCard().adapter);
  });
});
