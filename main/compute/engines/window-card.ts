import { StudioError } from '../../contract/errors.ts';
import type { Card } from '../../gpu/card.ts';
import { GpuFailure } from '../../gpu/gpu-failure.ts';
import type { CardLine } from '../../gpu/messages.ts';
import { openRemoteCard } from '../../gpu/remote-card.ts';
import { cardChoice, noCard } from './no-card.ts';

/** Asks whoever started this process for a line to a page that has WebGPU. Rejected with a GpuFailure. */
export type AskForCard = () => Promise<CardLine>;

/** Opens the graphics card through a page of the window's program. Throws a StudioError that says why there is none. */
export async function openWindowCard(ask: AskForCard, env: NodeJS.ProcessEnv = process.env): Promise<Card> {
  try {
    const card = await openRemoteCard(await ask(), cardChoice(env));
    if ('missing' in card)
      throw noCard(
        card,
        'Install the driver of your card. On Linux the window reaches cards of fewer makers than the browser and the command line do.',
      );
    return card;
  } catch (cause) {
    if (!(cause instanceof GpuFailure)) throw cause;
    const next = 'Use another engine, or start Faceloom again.';
    throw new StudioError('ENGINE_UNAVAILABLE', cause.message, { next }, { cause });
  }
}
